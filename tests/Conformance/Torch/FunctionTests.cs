using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace MLNet.ConvExtensions.Conformance.Torch;

/// <summary>The functions of networks give PyTorch's numbers: shape, sum and sum of squares, printed by expected.py.</summary>
public class FunctionTests : IDisposable
{
    private readonly DisposeScope _scope;
    private readonly Dictionary<string, (Func<Tensor> Call, long[] Shape, double Sum, double Squares)> _cases;

    public FunctionTests()
    {
        _scope = NewDisposeScope();
        Tensor x = Wave(0.37, sin, 2, 3, 5, 5), w = Wave(0.61, torch.cos, 4, 3, 3, 3).mul(0.3), b = tensor(new float[] { 0.1f, -0.2f, 0.3f, -0.4f });
        Tensor logits = x.reshape(10, 15), labels = arange(10);
        Tensor theta = tensor(new float[] { 0.8f, 0.1f, 0.05f, -0.1f, 0.9f, -0.2f, 1, 0, 0, 0, 1, 0 }, [2, 2, 3]);
        Tensor grid = affine_grid(theta, [2, 3, 4, 4], false).mul(1.3);
        _cases = Cases(x, w, b, logits, labels, grid);
    }

    public static IEnumerable<object[]> Names() => Cases(null!, null!, null!, null!, null!, null!).Keys.Select(name => new object[] { name });

    [Theory]
    [MemberData(nameof(Names))]
    public void It_gives_the_numbers_of_PyTorch(string name)
    {
        (Func<Tensor> call, long[] shape, double sum, double squares) = _cases[name];
        Tensor result = call();
        Assert.Equal(shape, result.shape);
        Assert.Equal(sum, result.sum().item<float>(), 1e-3);
        Assert.Equal(squares, result.mul(result).sum().item<float>(), 1e-4 * squares + 1e-3);
    }

    public void Dispose() => _scope.Dispose();

    private static Dictionary<string, (Func<Tensor> Call, long[] Shape, double Sum, double Squares)> Cases(Tensor x, Tensor w, Tensor b, Tensor logits, Tensor labels, Tensor grid) => new()
    {
        ["conv2d: conv2d"] = (() => conv2d(x, w, b, [2, 1], [1, 0]), [2, 4, 3, 3], -3.441635, 21.06132),
        ["conv2d_padding: conv2d same dil2"] = (() => conv2d_padding(x, w, null, null, Padding.Same, [2, 2]), [2, 4, 5, 5], 0.08792046, 5.575489),
        ["conv2d: conv2d groups"] = (() => conv2d(x, Wave(0.61, torch.cos, 6, 1, 3, 3).mul(0.3), groups: 3), [2, 6, 3, 3], 0.9258204, 100.6799),
        ["conv_transpose2d: convT"] = (() => conv_transpose2d(x, Wave(0.61, torch.cos, 3, 2, 3, 3), null, [2, 2], [1, 1], [1, 1]), [2, 2, 10, 10], 1.074403, 268.3606),
        ["max_pool2d: maxpool"] = (() => max_pool2d(x, 3, 2, 1, ceil_mode: true), [2, 3, 3, 3], 39.72952, 36.6223),
        ["avg_pool2d: avgpool nopad"] = (() => avg_pool2d(x, 3, 2, 1, ceil_mode: true, count_include_pad: false), [2, 3, 3, 3], 0.8371841, 6.746941),
        ["adaptive_avg_pool2d: adapt"] = (() => adaptive_avg_pool2d(x, [2, 3]), [2, 3, 2, 3], 0.07087073, 0.3565514),
        ["lp_pool2d: lp"] = (() => lp_pool2d(x.abs(), 3, [2, 2]), [2, 3, 2, 2], 27.00026, 30.60763),
        ["local_response_norm: lrn"] = (() => local_response_norm(x, 3, 0.5, 0.75, 2), [2, 3, 5, 5], 1.020836, 21.8044),
        ["local_response_norm: lrn3"] = (() => local_response_norm(x[0], 2, 0.5, 0.75, 2), [3, 5, 5], 2.621635, 11.32324),
        ["group_norm: gn"] = (() => group_norm(x, 3), [2, 3, 5, 5], -9.536743e-07, 149.9968),
        ["layer_norm: ln"] = (() => layer_norm(x, [5]), [2, 3, 5, 5], 8.940697e-07, 149.9732),
        ["instance_norm: in"] = (() => instance_norm(x), [2, 3, 5, 5], 9.536743e-07, 149.9969),
        ["interpolate: interp nearestNone"] = (() => interpolate(x, [7, 9]), [2, 3, 7, 9], 4.618755, 176.3154),
        ["interpolate: interp bilinearFalse"] = (() => interpolate(x, [7, 9], mode: InterpolationMode.Bilinear, align_corners: false), [2, 3, 7, 9], 3.998945, 127.3718),
        ["interpolate: interp bilinearTrue"] = (() => interpolate(x, [7, 9], mode: InterpolationMode.Bilinear, align_corners: true), [2, 3, 7, 9], 3.458283, 128.0692),
        ["interpolate: interp bicubicFalse"] = (() => interpolate(x, [7, 9], mode: InterpolationMode.Bicubic, align_corners: false), [2, 3, 7, 9], 4.423796, 174.3239),
        ["interpolate: interp areaNone"] = (() => interpolate(x, [7, 9], mode: InterpolationMode.Area), [2, 3, 7, 9], 2.848822, 122.763),
        ["interpolate: interp scale"] = (() => interpolate(x, scale_factor: [1.6, 2.3], mode: InterpolationMode.Bilinear, align_corners: false), [2, 3, 8, 11], 6.813301, 173.8178),
        ["pad: pad constant"] = (() => pad(x, [1, 2, 2, 1], value: 0.5), [2, 3, 8, 8], 118.7727, 133.6816),
        ["pad: pad reflect"] = (() => pad(x, [1, 2, 2, 1], PaddingModes.Reflect), [2, 3, 8, 8], 1.883645, 191.0006),
        ["pad: pad replicate"] = (() => pad(x, [1, 2, 2, 1], PaddingModes.Replicate), [2, 3, 8, 8], 8.604836, 191.1782),
        ["pad: pad circular"] = (() => pad(x, [1, 2, 2, 1], PaddingModes.Circular), [2, 3, 8, 8], 9.918324, 187.1297),
        ["grid_sample: grid zeros"] = (() => grid_sample(x, grid, padding_mode: GridSamplePaddingMode.Zeros, align_corners: false), [2, 3, 4, 4], 0.1664471, 22.8161),
        ["grid_sample: grid border"] = (() => grid_sample(x, grid, padding_mode: GridSamplePaddingMode.Border, align_corners: false), [2, 3, 4, 4], 0.1441754, 39.98804),
        ["grid_sample: grid reflection"] = (() => grid_sample(x, grid, padding_mode: GridSamplePaddingMode.Reflection, align_corners: false), [2, 3, 4, 4], 0.06697953, 39.56141),
        ["gelu: gelu"] = (() => gelu(x), [2, 3, 5, 5], 27.54343, 26.06618),
        ["silu: silu"] = (() => silu(x), [2, 3, 5, 5], 18.59338, 22.11443),
        ["mish: mish"] = (() => mish(x), [2, 3, 5, 5], 22.83488, 30.9757),
        ["elu: elu"] = (() => elu(x, 0.7), [2, 3, 5, 5], 25.78045, 46.52597),
        ["selu: selu"] = (() => selu(x), [2, 3, 5, 5], -6.255424, 94.74656),
        ["celu: celu"] = (() => celu(x, 0.7), [2, 3, 5, 5], 20.15367, 50.92163),
        ["hardswish: hardswish"] = (() => hardswish(x), [2, 3, 5, 5], 13.41661, 20.52167),
        ["hardsigmoid: hardsigmoid"] = (() => hardsigmoid(x), [2, 3, 5, 5], 75.29545, 39.88383),
        ["softplus: softplus"] = (() => softplus(x), [2, 3, 5, 5], 113.9768, 105.6727),
        ["softsign: softsign"] = (() => softsign(x), [2, 3, 5, 5], 1.096312, 22.68714),
        ["leaky_relu: leaky"] = (() => leaky_relu(x), [2, 3, 5, 5], 48.13619, 38.19319),
        ["logsigmoid: logsig"] = (() => logsigmoid(x), [2, 3, 5, 5], -112.2041, 102.9894),
        ["tanhshrink: tanhshrink"] = (() => tanhshrink(x), [2, 3, 5, 5], 0.2473841, 2.903591),
        ["cross_entropy: ce"] = (() => cross_entropy(logits, labels), [], 3.487253, 12.16093),
        ["cross_entropy: ce w ls"] = (() => cross_entropy(logits, labels, linspace(0.5, 2, 15), label_smoothing: 0.1), [], 3.49453, 12.21174),
        ["cross_entropy: ce sum"] = (() => cross_entropy(logits, labels, reduction: Reduction.Sum), [], 34.87253, 1216.093),
        ["binary_cross_entropy_with_logits: bce"] = (() => binary_cross_entropy_with_logits(logits, logits.gt(0.3).@float(), pos_weights: full([15], 2f)), [], 0.6119019, 0.3744239),
        ["mse_loss: mse"] = (() => mse_loss(logits, logits.cos()), [], 1.094802, 1.198592),
        ["smooth_l1_loss: sl1"] = (() => smooth_l1_loss(logits, logits.cos(), beta: 0.5), [], 0.6723773, 0.4520913),
        ["huber_loss: huber"] = (() => huber_loss(logits, logits.cos(), delta: 0.5), [], 0.3361887, 0.1130228),
        ["normalize: norm"] = (() => normalize(logits), [10, 15], 0.6469647, 9.999999),
    };

    private static Tensor Wave(double step, Func<Tensor, Tensor> function, params long[] shape)
    {
        long count = shape.Aggregate(1L, (all, size) => all * size);
        return function(arange(count).@float().mul(step)).reshape(shape);
    }
}
