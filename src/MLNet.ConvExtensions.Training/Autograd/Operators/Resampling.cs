using MLNet.ConvExtensions.Training.Autograd.Plan;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>
/// Resize and Upsample. Every axis is resampled by itself: by picking for nearest neighbours, by a matrix of weights for the others, so
/// that all of ONNX's coordinate systems and kernels hold; common cases go to PyTorch's own.
/// </summary>
internal static class Resampling
{
    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } = [("Resize Upsample", Resize)];

    private static Kernel Resize(PlanNode node)
    {
        ResizeOptions options = ResizeOptions.Of(node);

        // Version 10 and Upsample take scales as the second input, later versions the region first.
        bool old = node.Operator == "Upsample" || node.Opset < 11;
        (int input, int y) = (node.Input(0), node.Output());
        int region = old ? -1 : node.Input(1),
            scales = old ? node.Input(1) : node.Input(2),
            sizes = old ? -1 : node.Input(3);
        float[]? listed = node.Floats("scales");
        long[]? axes = node.Ints("axes");
        return run =>
        {
            Tensor x = run[input];
            long[] shape = x.shape;
            HostTensor? asked = sizes >= 0 && run.Host(sizes).Count > 0 ? run.Host(sizes) : null;
            double[]? factors =
                asked is not null ? null
                : listed is not null ? Array.ConvertAll(listed, s => (double)s)
                : run.Host(scales).ToNumbers();
            double[] regions = region >= 0 ? run.Host(region).ToNumbers() : [];
            ResizeAxis[] plan = ResizeAxis.Of(shape, factors, asked?.ToIntegers(), regions, axes, options);
            run[y] = Common(x, plan, options) ?? AxisByAxis(x, plan, options, run.Device);
        };
    }

    private static Tensor AxisByAxis(Tensor x, ResizeAxis[] plan, ResizeOptions options, Device device)
    {
        Tensor result = x;
        foreach (ResizeAxis axis in plan)
        {
            if (axis.IsUnchanged(options))
                continue;
            if (options.Mode == "nearest")
            {
                result = result.index_select(axis.Axis, HostTensor.Vector(axis.Nearest(options)).Upload(device));
                continue;
            }

            (double[] weights, bool[] outside) = axis.Weights(options);
            Tensor matrix = HostTensor.Create(ElementTypes.Onnx(x.dtype), [axis.Out, axis.In], weights).Upload(device);
            result = result.transpose(axis.Axis, -1).matmul(matrix.transpose(0, 1)).transpose(axis.Axis, -1);
            if (outside.AsSpan().Contains(true))
            {
                long[] along = Window.Filled((int)x.dim(), 1);
                along[axis.Axis] = axis.Out;
                Tensor mask = HostTensor.Create(OnnxElementType.Bool, along, Array.ConvertAll(outside, o => o ? 1L : 0)).Upload(device);
                result = result.masked_fill(mask, options.Extrapolation);
            }
        }

        return ReferenceEquals(result, x) ? x.alias() : result;
    }

    /// <summary>
    /// What PyTorch computes by itself: whole factors of nearest neighbours, and the bilinear kind of PyTorch's own networks.
    /// </summary>
    private static Tensor? Common(Tensor x, ResizeAxis[] plan, ResizeOptions options)
    {
        if (plan.Length != 4 || !plan[0].IsUnchanged(options) || !plan[1].IsUnchanged(options))
            return null;
        ResizeAxis rows = plan[2],
            columns = plan[3];
        long[] size = [rows.Out, columns.Out];
        bool wholeFactors = rows.Out % rows.In == 0 && columns.Out % columns.In == 0 && rows.IsExact && columns.IsExact;
        if (options.Mode == "nearest" && wholeFactors && options.IsFloorOfAsymmetric)
            return functional.interpolate(x, size, mode: InterpolationMode.Nearest);
        if (options.Mode != "linear" || options.Antialias || !rows.IsExact || !columns.IsExact)
            return null;
        return options.Coordinates switch
        {
            "half_pixel" => functional.interpolate(x, size, mode: InterpolationMode.Bilinear, align_corners: false),
            "pytorch_half_pixel" when rows.Out > 1 && columns.Out > 1 => functional.interpolate(
                x,
                size,
                mode: InterpolationMode.Bilinear,
                align_corners: false
            ),
            "align_corners" when rows.Out > 1 && columns.Out > 1 => functional.interpolate(
                x,
                size,
                mode: InterpolationMode.Bilinear,
                align_corners: true
            ),
            _ => null,
        };
    }
}
