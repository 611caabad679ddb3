using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>Puts batch normalisation behind convolutions that it was folded into.</summary>
internal static class RestoredNormalization
{
    private const float Epsilon = 1e-5f;

    /// <summary>What <see cref="OnnxNetwork.WithBatchNormalization"/> ends the names of convolutions' own outputs in.</summary>
    private const string Suffix = "_unnormalized";

    /// <summary>Images that the first means and variances are taken of, at least, where there are as many.</summary>
    private const int Images = 256;

    /// <summary>Images that are computed at a time: all convolutions' results are in memory together.</summary>
    private const int AtOnce = 8;

    /// <summary>The network with batch normalisation that changes nothing behind each convolution of these stages that has none.</summary>
    public static OnnxNetwork Put(OnnxNetwork network, IReadOnlyCollection<DepthStage> stages)
    {
        HashSet<string> weights = [.. stages.SelectMany(s => s.Weights)];
        HashSet<string> normalised = [.. network.Nodes.Where(n => n.Operator == "BatchNormalization").Select(n => n.Inputs[0])];
        bool IsBare(NetworkNode node) =>
            node.Operator == "Conv"
            && weights.Contains(node.Inputs[1])
            && !normalised.Contains(node.Outputs[0])
            && network.TryGetTensor(node.Outputs[0], out NetworkTensor? output)
            && output is { ElementType: OnnxElementType.Float or OnnxElementType.Float16, Shape: [_, not null, ..] };
        return network.WithBatchNormalization([.. network.Nodes.Where(IsBare).Select(n => n.Outputs[0])]);
    }

    /// <summary>The running means and variances of what was put in: no backbone came with them, so they always learn.</summary>
    public static IEnumerable<string> Statistics(OnnxNetwork network) => PutIn(network).SelectMany(n => n.Inputs.Skip(3));

    /// <summary>
    /// The network with the means and variances of some images in the normalisation that was put in, and the same results as before.
    /// </summary>
    public static OnnxNetwork Calibrate(OnnxNetwork network, IBatchSource source, FineTuneOptions options)
    {
        NetworkNode[] nodes = [.. PutIn(network)];
        if (nodes.Length == 0)
            return network;
        using var threads = new ComputeThreads(options.EffectiveThreads);
        Device device = TrainingDevice.Open(options.GpuDeviceId, options.Logger);
        using var trainable = new TrainableNetwork(network, device);
        string[] tensors = [.. nodes.Select(n => n.Inputs[0])];
        ChannelMoments[] moments = [.. tensors.Select(_ => new ChannelMoments())];
        long[] shape = [0, .. network.Inputs[0].Shape!.Skip(1).Select(d => d!.Value)];
        int length = checked((int)shape.Skip(1).Aggregate(1L, (a, b) => a * b)),
            seen = 0;
        source.Start(0, 0);
        using (no_grad())
        {
            while (seen < Images && source.Next(options.Cancellation) is { } batch)
            {
                for (int first = 0; first < batch.Count; first += AtOnce)
                {
                    using DisposeScope scope = NewDisposeScope();
                    shape[0] = Math.Min(AtOnce, batch.Count - first);
                    Tensor input = BatchTensor.Of<float>(
                        batch.Inputs.AsSpan(first * length, (int)shape[0] * length),
                        shape,
                        ScalarType.Float32,
                        device
                    );
                    IReadOnlyList<Tensor> outputs = trainable.Forward(input, training: false, tensors);
                    for (int i = 0; i < outputs.Count; i++)
                        moments[i].Add(outputs[i]);
                }

                seen += batch.Count;
            }
        }

        var values = new Dictionary<string, float[]>();
        for (int i = 0; i < nodes.Length; i++)
        {
            (values[nodes[i].Inputs[2]], values[nodes[i].Inputs[4]]) = (moments[i].Means, moments[i].Variances);
            (values[nodes[i].Inputs[1]], values[nodes[i].Inputs[3]]) = (
                [.. moments[i].Variances.Select(v => MathF.Sqrt(v + Epsilon))],
                moments[i].Means
            );
        }

        using DisposeScope stored = NewDisposeScope();
        return network.WithWeights(
            values.ToDictionary(
                v => v.Key,
                v =>
                {
                    StoredTensor old = network.Initializers[v.Key];
                    return StoredTensors.Write(old, tensor(v.Value).to(ElementTypes.Torch(old.ElementType)));
                }
            )
        );
    }

    private static IEnumerable<NetworkNode> PutIn(OnnxNetwork network) =>
        network.Nodes.Where(n => n.Operator == "BatchNormalization" && n.Inputs[0].EndsWith(Suffix, StringComparison.Ordinal));
}
