using MLNet.ConvExtensions.Training.Autograd.Plan;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Pad: constants, mirrored, repeated or wrapped elements around a tensor, or less of it where a pad is negative.</summary>
internal static class Pads
{
    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } = [("Pad", Pad)];

    private static Kernel Pad(PlanNode node)
    {
        string mode = node.Text("mode", "constant");
        if (mode is not ("constant" or "reflect" or "edge" or "wrap"))
            throw node.Unable($"mode '{mode}' is not known; constant, reflect, edge and wrap are allowed.");
        Func<ForwardRun, long[]> pads = node.Integers("pads", 1) ?? throw node.Unable("it has no pads.");
        Func<ForwardRun, long[]>? axes = node.Integers("axes", 3);
        Func<ForwardRun, double> value = Value(node);
        (int input, int y) = (node.Input(0), node.Output());
        return run =>
        {
            Tensor x = run[input];
            long[] around = OverAllAxes(pads(run), axes?.Invoke(run), (int)x.dim());
            run[y] =
                mode == "constant"
                    ? functional.pad(x, Window.ForTorch(around), PaddingModes.Constant, value(run))
                    : Repeated(x, around, mode, run.Device);
        };
    }

    private static Func<ForwardRun, double> Value(PlanNode node)
    {
        if (!node.Has(2))
        {
            double attribute = node.Float("value", 0);
            return _ => attribute;
        }

        if (node.Constant(2) is { } constant)
        {
            double number = constant.Count == 0 ? 0 : constant.Number();
            return _ => number;
        }

        int slot = node.Input(2);
        return run => run.Host(slot).Number();
    }

    private static long[] OverAllAxes(long[] pads, long[]? axes, int rank)
    {
        if (axes is null)
            return pads;
        var all = new long[2 * rank];
        for (int i = 0; i < axes.Length; i++)
        {
            long axis = axes[i] < 0 ? axes[i] + rank : axes[i];
            (all[axis], all[axis + rank]) = (pads[i], pads[i + axes.Length]);
        }

        return all;
    }

    private static Tensor Repeated(Tensor x, long[] pads, string mode, Device device)
    {
        int rank = pads.Length / 2;
        long[] shape = x.shape;
        bool image =
            rank is >= 3 and <= 5
            && mode != "wrap"
            && ElementTypes.IsFloating(x.dtype)
            && pads.All(p => p >= 0)
            && pads[0] == 0
            && pads[1] == 0
            && pads[rank] == 0
            && pads[rank + 1] == 0;
        if (image)
        {
            long[] positions = [.. pads[2..rank], .. pads[(rank + 2)..]];
            return functional.pad(x, Window.ForTorch(positions), mode == "reflect" ? PaddingModes.Reflect : PaddingModes.Replicate);
        }

        Tensor padded = x;
        for (int axis = 0; axis < rank; axis++)
        {
            if (pads[axis] == 0 && pads[axis + rank] == 0)
                continue;
            var places = new long[shape[axis] + pads[axis] + pads[axis + rank]];
            for (int i = 0; i < places.Length; i++)
                places[i] = Source(i - pads[axis], shape[axis], mode);
            padded = padded.index_select(axis, HostTensor.Vector(places).Upload(device));
        }

        return ReferenceEquals(padded, x) ? x.alias() : padded;
    }

    /// <summary>The place that a place outside repeats.</summary>
    private static long Source(long place, long size, string mode)
    {
        if (mode == "edge" || size == 1)
            return Math.Clamp(place, 0, size - 1);
        long period = mode == "wrap" ? size : 2 * (size - 1);
        long within = ((place % period) + period) % period;
        return within < size ? within : period - within;
    }
}
