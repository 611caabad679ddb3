using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>A network with gradients. This class and those that use it are all that loads TorchSharp.</summary>
internal sealed class Gradients : IDisposable
{
    private readonly TrainableNetwork _network;
    private readonly string _output;
    private readonly long[] _shape;

    /// <exception cref="OnnxNetworkException">The network has an operator without gradients; the message names it.</exception>
    /// <exception cref="NativeLibraryException">TorchSharp's native library can't be opened.</exception>
    public Gradients(ExplainedNetwork explained, int? threads)
    {
        _network = new TrainableNetwork(explained.Network);
        _output = explained.Output;
        _shape = explained.InputShape;
        foreach (TrainableWeight weight in _network.Weights)
            weight.IsTrainable = false;
        if (threads is { } count)
            set_num_threads(count);
    }

    /// <summary>The maps of a layer, and the gradient of an output by them.</summary>
    /// <param name="planes">The photo's planes.</param>
    /// <param name="layer">The tensor of maps.</param>
    /// <param name="choose">Says which output, when they are known.</param>
    public (float[] Maps, float[] Gradient, long[] Shape, float[] Scores) OfMaps(
        float[] planes,
        string layer,
        Func<float[], ExplainedScore> choose
    )
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        Tensor input = tensor(planes, _shape, requires_grad: true);
        IReadOnlyList<Tensor> results = _network.Forward(input, training: false, [layer, _output]);
        float[] scores = Numbers(results[1]);
        Tensor gradient = GradientOf(results[1], choose(scores), results[0]);
        return (Numbers(results[0]), Numbers(gradient), results[0].shape, scores);
    }

    /// <summary>The gradient of outputs by the input.</summary>
    /// <param name="planes">The planes of several photos, one behind the other.</param>
    /// <param name="choose">Says which output of all of them, when those of the first are known.</param>
    public (float[] Gradient, float[] Scores) OfInput(float[] planes, Func<float[], ExplainedScore> choose)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        long photos = planes.Length / _shape.Aggregate((product, side) => product * side);
        Tensor input = tensor(planes, [photos, .. _shape[1..]], requires_grad: true);
        Tensor output = _network.Forward(input, training: false)[0];
        float[] scores = Numbers(output.narrow(0, 0, 1));
        return (Numbers(GradientOf(output, choose(scores), input)), scores);
    }

    public void Dispose() => _network.Dispose();

    private static Tensor GradientOf(Tensor output, ExplainedScore score, Tensor by)
    {
        using Tensor explained = output.select(1, score.Output).sum().mul(score.Sign);
        return autograd.grad([explained], [by])[0];
    }

    private static float[] Numbers(Tensor tensor)
    {
        using Tensor host = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        return host.data<float>().ToArray();
    }
}
