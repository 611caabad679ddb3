using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Max pooling that also says where the largest values were.</summary>
internal static class MaxPoolIndices
{
    public static Kernel Prepare(PlanNode node, Window window)
    {
        bool columnMajor = node.Int("storage_order", 0) != 0;
        (int input, int y, int where) = (node.Input(0), node.Output(), node.Output(1));
        return run =>
        {
            Tensor x = run[input];
            long[] shape = x.shape;
            Tensor padded = Pooling.Padded(x, window, double.NegativeInfinity, out long[] pads);
            (Tensor values, Tensor places) = window.Axes switch
            {
                1 => functional.max_pool1d_with_indices(padded, window.Kernel[0], window.Strides[0], 0, window.Dilations[0], false),
                2 => functional.max_pool2d_with_indices(padded, window.Kernel, window.Strides, null, window.Dilations, false),
                _ => functional.max_pool3d_with_indices(padded, window.Kernel, window.Strides, null, window.Dilations, false),
            };
            run[y] = values;
            run[where] = Unpadded(places, padded.shape, shape, pads, columnMajor).Plus(Firsts(shape, run.Device));
        };
    }

    /// <summary>Turns places in the padded positions of a channel into places in the channel.</summary>
    private static Tensor Unpadded(Tensor places, long[] padded, long[] shape, long[] pads, bool columnMajor)
    {
        int axes = shape.Length - 2;
        Tensor rest = places,
            result = zeros_like(places);
        long step = 1;
        var along = new Tensor[axes];
        for (int i = axes - 1; i >= 0; i--)
        {
            along[i] = rest.remainder(padded[i + 2]).sub(pads[i]);
            rest = rest.div(padded[i + 2], RoundingMode.floor);
        }

        for (int i = 0; i < axes; i++)
        {
            int axis = columnMajor ? i : axes - 1 - i;
            result = result.Plus(along[axis].mul(step));
            step *= shape[axis + 2];
        }

        return result;
    }

    /// <summary>Where each channel starts.</summary>
    private static Tensor Firsts(long[] shape, Device device)
    {
        long size = 1;
        for (int i = 2; i < shape.Length; i++)
            size *= shape[i];
        return arange(shape[0] * shape[1], ScalarType.Int64, device)
            .mul(size)
            .reshape([shape[0], shape[1], .. Window.Filled(shape.Length - 2, 1)]);
    }
}
