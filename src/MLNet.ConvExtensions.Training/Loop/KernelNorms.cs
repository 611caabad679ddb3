using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>
/// Keeps kernels short: of each filter of a convolution and each unit of a dense layer, the weights that lead to it have a norm of at most
/// so much, as with Keras's MaxNorm over all axes but that of the units.
/// </summary>
internal sealed class KernelNorms
{
    /// <summary>As in Keras, so that a kernel of zeros isn't divided by zero.</summary>
    private const double Epsilon = 1e-7;

    private readonly double _most;
    private readonly List<(Parameter Kernel, long[] Axes)> _kernels = [];

    public KernelNorms(TrainableNetwork network, double most)
    {
        _most = most;
        Dictionary<string, Parameter> weights = network.Weights.Where(w => w.IsTrainable).ToDictionary(w => w.Name, w => w.Tensor);
        var seen = new HashSet<string>();
        foreach (NetworkNode node in network.Network.Nodes)
        {
            if (node.Inputs.Count < 2 || !weights.TryGetValue(node.Inputs[1], out Parameter? kernel) || !seen.Add(node.Inputs[1]))
                continue;
            int? units = UnitAxis(node, (int)kernel.dim());
            if (units is int axis)
                _kernels.Add((kernel, [.. Enumerable.Range(0, (int)kernel.dim()).Where(i => i != axis).Select(i => (long)i)]));
        }
    }

    /// <summary>Scales what is too long.</summary>
    public void Apply()
    {
        using var still = no_grad();
        foreach ((Parameter kernel, long[] axes) in _kernels)
        {
            using DisposeScope scope = NewDisposeScope();
            using Scalar most = _most,
                least = 0.0,
                small = Epsilon,
                one = 1.0;
            Tensor norms = kernel.mul(kernel).sum(axes, keepdim: true).sqrt();
            Tensor allowed = norms.clamp(least, most);
            kernel.mul_(allowed.div_(norms.add_(small, one)));
        }
    }

    private static int? UnitAxis(NetworkNode node, int rank) =>
        node.Operator switch
        {
            "Conv" => 0,
            "ConvTranspose" => 1,
            "Gemm" => node.FindInteger("transB") is 1 ? 0 : 1,
            "MatMul" => rank - 1,
            _ => null,
        };
}
