using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Pooling over windows and over all positions.</summary>
internal static class Pooling
{
    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } =
    [
        ("MaxPool", MaxPool),
        ("AveragePool", AveragePool),
        ("LpPool", LpPool),
        ("GlobalAveragePool", node => Global(node, static (x, axes) => x.mean(axes, keepdim: true))),
        ("GlobalMaxPool", GlobalMaxPool),
        ("GlobalLpPool", GlobalLpPool),
    ];

    private static Kernel MaxPool(PlanNode node)
    {
        Window window = WindowOf(node);
        if (node.Gives(1))
            return MaxPoolIndices.Prepare(node, window);
        (int input, int y) = (node.Input(0), node.Output());
        bool whole = node.IsWhole(0);
        if (!whole && IsDirect(window, dilates: true))
        {
            long[] pads = window.Pads[..window.Axes];
            Func<Tensor, Tensor> pool = window.Axes switch
            {
                1 => x => functional.max_pool1d(x, window.Kernel[0], window.Strides[0], pads[0], window.Dilations[0], window.Ceiling),
                2 => x => functional.max_pool2d(x, window.Kernel, window.Strides, pads, window.Dilations, window.Ceiling),
                _ => x => functional.max_pool3d(x, window.Kernel, window.Strides, pads, window.Dilations, window.Ceiling),
            };
            return run => run[y] = pool(run[input]);
        }

        return run =>
        {
            Tensor x = run[input];
            Tensor numbers = whole ? x.to(ScalarType.Float32) : x;
            Tensor largest = Largest(Padded(numbers, window, double.NegativeInfinity, out _), window);
            run[y] = whole ? largest.to(x.dtype) : largest;
        };
    }

    private static Tensor Largest(Tensor x, Window window) =>
        window.Axes switch
        {
            1 => functional.max_pool1d(x, window.Kernel[0], window.Strides[0], 0, window.Dilations[0], false),
            2 => functional.max_pool2d(x, window.Kernel, window.Strides, null, window.Dilations, false),
            _ => functional.max_pool3d(x, window.Kernel, window.Strides, null, window.Dilations, false),
        };

    private static Kernel AveragePool(PlanNode node)
    {
        Window window = WindowOf(node);
        bool countsPadding = node.Int("count_include_pad", 0) != 0;
        (int input, int y) = (node.Input(0), node.Output());
        if (IsDirect(window, dilates: false))
        {
            long[] pads = window.Pads[..window.Axes];
            Func<Tensor, Tensor> pool = window.Axes switch
            {
                1 => x => functional.avg_pool1d(x, window.Kernel[0], window.Strides[0], pads[0], window.Ceiling, countsPadding),
                2 => x => functional.avg_pool2d(x, window.Kernel, window.Strides, pads, window.Ceiling, countsPadding),
                _ => x => functional.avg_pool3d(x, window.Kernel, window.Strides, pads, window.Ceiling, countsPadding),
            };
            return run => run[y] = pool(run[input]);
        }

        return run =>
        {
            long[] shape = run[input].shape;
            Tensor mean = Sum(Padded(run[input], window, 0, out long[] pads), window);
            long[] steps = window.Steps(shape, pads);
            for (int axis = 0; axis < window.Axes; axis++)
            {
                double[] shares = Shares(window, axis, steps[axis], shape[axis + 2], pads, countsPadding);
                long[] along = Window.Filled(window.Axes - axis, 1);
                along[0] = steps[axis];
                mean = mean.mul(HostTensor.Create(OnnxElementType.Float, along, shares).Upload(run.Device));
            }

            run[y] = mean;
        };
    }

    /// <summary>For each place of the window, one over the number of positions that it averages over this axis.</summary>
    private static double[] Shares(Window window, int axis, long steps, long size, long[] pads, bool countsPadding)
    {
        var shares = new double[steps];
        for (int step = 0; step < shares.Length; step++)
        {
            long start = (step * window.Strides[axis]) - pads[axis];
            int count = 0;
            for (long k = 0; k < window.Kernel[axis]; k++)
            {
                long at = start + (k * window.Dilations[axis]);
                if (at < (countsPadding ? size + pads[axis + window.Axes] : size) && at >= (countsPadding ? -pads[axis] : 0))
                    count++;
            }

            shares[step] = 1.0 / count;
        }

        return shares;
    }

    private static Kernel LpPool(PlanNode node)
    {
        Window window = WindowOf(node);
        double power = node.Int("p", 2);
        return node.Unary(x => Sum(Padded(x.abs().Power(power), window, 0, out _), window).Power(1 / power));
    }

    /// <summary>The sum over the window at each of its places, without padding.</summary>
    private static Tensor Sum(Tensor x, Window window)
    {
        long count = 1;
        foreach (long k in window.Kernel)
            count *= k;
        if (window.Dilations.All(d => d == 1))
        {
            Tensor mean = window.Axes switch
            {
                1 => functional.avg_pool1d(x, window.Kernel[0], window.Strides[0]),
                2 => functional.avg_pool2d(x, window.Kernel, window.Strides),
                _ => functional.avg_pool3d(x, window.Kernel, window.Strides),
            };
            return mean.mul((double)count);
        }

        // A convolution of each channel with ones, since PyTorch's averages have no dilation.
        long[] shape = x.shape;
        Tensor rows = x.reshape([shape[0] * shape[1], 1, .. shape[2..]]),
            weights = ones([1, 1, .. window.Kernel], x.dtype, x.device);
        Tensor sums = window.Axes switch
        {
            1 => functional.conv1d(rows, weights, null!, window.Strides[0], 0, window.Dilations[0]),
            2 => functional.conv2d(rows, weights, null!, window.Strides, new long[2], window.Dilations),
            _ => functional.conv3d(rows, weights, null!, window.Strides, new long[3], window.Dilations),
        };
        return sums.reshape([shape[0], shape[1], .. sums.shape[2..]]);
    }

    /// <summary>What comes in with its padding, and behind it what the last place of the window reaches over.</summary>
    public static Tensor Padded(Tensor x, Window window, double value, out long[] pads)
    {
        long[] shape = x.shape;
        pads = window.PadsFor(shape);
        long[] steps = window.Steps(shape, pads),
            padded = [.. pads];
        for (int i = 0; i < window.Axes; i++)
        {
            long reach = ((steps[i] - 1) * window.Strides[i]) + window.Extent(i);
            padded[i + window.Axes] = Math.Max(pads[i + window.Axes], reach - shape[i + 2] - pads[i]);
        }

        return padded.AsSpan().IndexOfAnyExcept(0) < 0 ? x : functional.pad(x, Window.ForTorch(padded), PaddingModes.Constant, value);
    }

    /// <summary>Whether PyTorch's pooling does the same: as much padding before as behind, and at most half of the kernel.</summary>
    public static bool IsDirect(Window window, bool dilates)
    {
        if (window.PadsBySize || !Window.IsSymmetric(window.Pads) || (!dilates && window.Dilations.Any(d => d != 1)))
            return false;
        for (int i = 0; i < window.Axes; i++)
        {
            if (window.Pads[i] > window.Kernel[i] / 2)
                return false;
        }

        return true;
    }

    private static Kernel Global(PlanNode node, Func<Tensor, long[], Tensor> function)
    {
        if (node.Rank(0) is { } rank)
        {
            long[] axes = Positions(rank);
            return node.Unary(x => function(x, axes));
        }

        return node.Unary(x => function(x, Positions((int)x.dim())));
    }

    private static long[] Positions(int rank)
    {
        var axes = new long[rank - 2];
        for (int i = 0; i < axes.Length; i++)
            axes[i] = i + 2;
        return axes;
    }

    // As PyTorch's, and unlike amax, the gradient goes to one of several equal values.
    private static Kernel GlobalMaxPool(PlanNode node) =>
        Global(node, static (x, axes) => x.flatten(2).max(2).values.reshape([.. x.shape[..2], .. Window.Filled(axes.Length, 1)]));

    private static Kernel GlobalLpPool(PlanNode node)
    {
        double power = node.Int("p", 2);
        return Global(node, (x, axes) => x.abs().Power(power).sum(axes, keepdim: true).Power(1 / power));
    }

    private static Window WindowOf(PlanNode node)
    {
        long[] kernel = node.Ints("kernel_shape") ?? throw node.Unable("it has no kernel_shape.");
        return kernel.Length is >= 1 and <= 3
            ? new Window(node, kernel)
            : throw node.Unable($"it has {kernel.Length} axes; 1 to 3 are allowed.");
    }
}
