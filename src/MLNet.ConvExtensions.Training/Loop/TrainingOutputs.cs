using MLNet.ConvExtensions.Columns;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>The outputs that the loss is computed on: what goes into the final activations.</summary>
internal sealed class TrainingOutputs
{
    private readonly TrainableNetwork _network;
    private readonly string[] _all;
    private readonly string[] _first;

    public TrainingOutputs(TrainableNetwork network, ModelTask task)
    {
        _network = network;
        _all = [.. network.Network.Outputs.Select(output => TensorOf(network.Network, task, output.Name))];
        _first = _all[..1];
    }

    /// <summary>The tensor of an output that the loss is computed on.</summary>
    /// <exception cref="ArgumentException">The network ends in an activation that doesn't fit.</exception>
    public static string TensorOf(OnnxNetwork network, ModelTask task, string output)
    {
        FinalActivation head = network.FindFinalActivation(output);
        string? refused = (task, head.Operator) switch
        {
            (ModelTask.Multiclass, "Sigmoid") => "multiclass classification needs a Softmax or no activation",
            (ModelTask.Multilabel, "Softmax" or "LogSoftmax") => "several labels at once need a Sigmoid or no activation",
            (ModelTask.Binary, "Softmax" or "LogSoftmax") => "binary classification needs one output with a Sigmoid or no activation",
            _ => null,
        };
        if (refused is not null)
            throw new ArgumentException($"The network '{network.Name}' ends in {head.Operator} at its output '{output}'; {refused} there.");
        return task == ModelTask.Regression ? output : head.Tensor;
    }

    /// <summary>The outputs for a step: the first, then the auxiliary ones. Each is [N, width].</summary>
    public IReadOnlyList<Tensor> Forward(Tensor input, bool training)
    {
        IReadOnlyList<Tensor> outputs = _network.Forward(input, training, training ? _all : _first);
        return outputs.All(o => o.dim() == 2) ? outputs : [.. outputs.Select(o => o.flatten(1))];
    }
}
