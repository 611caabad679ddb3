using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Convolutions over one, two and three axes.</summary>
internal static class Convolutions
{
    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } = [("Conv", Conv), ("ConvTranspose", ConvTranspose)];

    private static Kernel Conv(PlanNode node)
    {
        Window window = WindowOf(node);
        long groups = node.Int("group", 1);
        long[] none = new long[window.Axes],
            strides = window.Strides,
            dilations = window.Dilations;
        Func<Tensor, Tensor, Tensor?, long[], Tensor> convolve = window.Axes switch
        {
            1 => (x, w, b, pads) => functional.conv1d(x, w, b!, strides[0], pads[0], dilations[0], groups),
            2 => (x, w, b, pads) => functional.conv2d(x, w, b!, strides, pads, dilations, groups),
            _ => (x, w, b, pads) => functional.conv3d(x, w, b!, strides, pads, dilations, groups),
        };

        (int input, int weight, int bias, int y) = (node.Input(0), node.Input(1), node.Input(2), node.Output());
        if (!window.PadsBySize && Window.IsSymmetric(window.Pads))
        {
            long[] pads = window.Pads[..window.Axes];
            return run => run[y] = convolve(run[input], run[weight], bias < 0 ? null : run[bias], pads);
        }

        return run =>
        {
            Tensor x = run[input];
            long[] pads = window.PadsFor(x.shape);
            Tensor? b = bias < 0 ? null : run[bias];
            run[y] = Window.IsSymmetric(pads)
                ? convolve(x, run[weight], b, pads[..window.Axes])
                : convolve(functional.pad(x, Window.ForTorch(pads)), run[weight], b, none);
        };
    }

    private static Kernel ConvTranspose(PlanNode node)
    {
        Window window = WindowOf(node);
        int axes = window.Axes;
        long groups = node.Int("group", 1);
        long[] strides = window.Strides,
            dilations = window.Dilations,
            none = new long[axes];
        long[] extra = node.Ints("output_padding") ?? none;
        long[]? asked = node.Ints("output_shape");
        Func<Tensor, Tensor, Tensor?, long[], long[], Tensor> convolve = axes switch
        {
            1 => (x, w, b, pads, more) => functional.conv_transpose1d(x, w, b!, strides[0], pads[0], more[0], dilations[0], groups),
            2 => (x, w, b, pads, more) => functional.conv_transpose2d(x, w, b!, strides, pads, more, dilations, groups),
            _ => (x, w, b, pads, more) => functional.conv_transpose3d(x, w, b!, strides, pads, more, dilations, groups),
        };

        (int input, int weight, int bias, int y) = (node.Input(0), node.Input(1), node.Input(2), node.Output());
        bool direct =
            asked is null
            && !window.PadsBySize
            && Window.IsSymmetric(window.Pads)
            && extra.Select((e, i) => e < Math.Max(strides[i], dilations[i])).All(fits => fits);
        if (direct)
        {
            long[] pads = window.Pads[..axes];
            return run => run[y] = convolve(run[input], run[weight], bias < 0 ? null : run[bias], pads, extra);
        }

        string autoPad = node.Text("auto_pad", "NOTSET");
        return run =>
        {
            // The whole result, of which the padding is cut off, or to which what lies beyond it is added.
            Tensor whole = convolve(run[input], run[weight], null, none, none);
            long[] shape = run[input].shape;
            var cut = new long[2 * axes];
            for (int i = 0; i < axes; i++)
            {
                long full = (strides[i] * (shape[i + 2] - 1)) + window.Extent(i) + extra[i];
                long total = window.Pads[i] + window.Pads[i + axes];
                if (asked is not null)
                    total = full - asked[asked.Length - axes + i];
                else if (window.PadsBySize)
                    total = full - (shape[i + 2] * strides[i]);
                long before =
                    asked is null && !window.PadsBySize
                        ? window.Pads[i]
                        : Math.Max(0, autoPad == "SAME_UPPER" ? total / 2 : total - (total / 2));
                (cut[i], cut[i + axes]) = (-before, extra[i] - (total - before));
            }

            Tensor result = functional.pad(whole, Window.ForTorch(cut));
            run[y] = bias < 0 ? result : result.Plus(run[bias].reshape([1, -1, .. Window.Filled(axes, 1)]));
        };
    }

    private static Window WindowOf(PlanNode node)
    {
        long[] kernel =
            node.Ints("kernel_shape")
            ?? (node.KnownShape(1) is { Length: >= 3 } weights ? weights[2..] : null)
            ?? throw node.Unable("the size of its kernel isn't known beforehand.");
        return kernel.Length is >= 1 and <= 3
            ? new Window(node, kernel)
            : throw node.Unable($"it has {kernel.Length} axes; 1 to 3 are allowed.");
    }
}
