using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Operators that reduce axes, and those that search along one.</summary>
internal static class Reductions
{
    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } =
    [
        ("ReduceMean", node => Reduce(node, static (x, axes, keep) => x.mean(axes, keep))),
        ("ReduceSum", node => Reduce(node, static (x, axes, keep) => x.sum(axes, keep, x.dtype))),
        ("ReduceMax", node => Reduce(node, static (x, axes, keep) => x.amax(axes, keep))),
        ("ReduceMin", node => Reduce(node, static (x, axes, keep) => x.amin(axes, keep))),
        ("ReduceProd", node => Reduce(node, Product)),
        ("ReduceL1", node => Reduce(node, static (x, axes, keep) => x.abs().sum(axes, keep, x.dtype))),
        ("ReduceL2", node => Reduce(node, static (x, axes, keep) => x.mul(x).sum(axes, keep, x.dtype).sqrt())),
        ("ReduceLogSum", node => Reduce(node, static (x, axes, keep) => x.sum(axes, keep).log())),
        ("ReduceLogSumExp", node => Reduce(node, LogSumExp)),
        ("ReduceSumSquare", node => Reduce(node, static (x, axes, keep) => x.mul(x).sum(axes, keep, x.dtype))),
        ("ArgMax", node => Best(node, static (x, axis, keep) => x.argmax(axis, keep))),
        ("ArgMin", node => Best(node, static (x, axis, keep) => x.argmin(axis, keep))),
        ("TopK", TopK),
        ("CumSum", CumSum),
    ];

    private static Kernel Reduce(PlanNode node, Func<Tensor, long[], bool, Tensor> function)
    {
        bool keep = node.Int("keepdims", 1) != 0,
            emptyIsNone = node.Int("noop_with_empty_axes", 0) != 0;
        Func<ForwardRun, long[]>? axes = node.Integers("axes", 1);
        (int input, int y) = (node.Input(0), node.Output());
        return run =>
        {
            Tensor x = run[input];
            long[] along = axes?.Invoke(run) ?? [];
            if (along.Length == 0 && emptyIsNone)
            {
                run[y] = x.alias();
                return;
            }

            if (along.Length == 0)
                along = Array.ConvertAll(Enumerable.Range(0, (int)x.dim()).ToArray(), i => (long)i);
            run[y] = function(x, along, keep);
        };
    }

    private static Tensor Product(Tensor x, long[] axes, bool keep)
    {
        long rank = x.dim();
        foreach (long axis in axes.Select(a => a < 0 ? a + rank : a).OrderDescending())
            x = x.prod(axis, keep, x.dtype);
        return x;
    }

    private static Tensor LogSumExp(Tensor x, long[] axes, bool keep)
    {
        // The largest value is taken out, so that no power overflows.
        Tensor largest = x.detach().amax(axes, true);
        Tensor sum = x.sub(largest).exp().sum(axes, true).log().add(largest);
        return keep ? sum : sum.sum(axes, false);
    }

    private static Kernel Best(PlanNode node, Func<Tensor, long, bool, Tensor> function)
    {
        long axis = node.Int("axis", 0);
        bool keep = node.Int("keepdims", 1) != 0;
        if (node.Int("select_last_index", 0) == 0)
            return node.Unary(x => function(x, axis, keep));
        return node.Unary(x => function(x.flip(axis), axis, keep).neg().Plus(x.shape[axis < 0 ? axis + x.dim() : axis] - 1));
    }

    private static Kernel TopK(PlanNode node)
    {
        int axis = (int)node.Int("axis", -1);
        bool largest = node.Int("largest", 1) != 0,
            sorted = node.Int("sorted", 1) != 0;
        long? fixedCount = node.HasAttribute("k") ? node.Int("k", 1) : null;
        (int x, int k, int values, int indices) = (node.Input(0), node.Input(1), node.Output(), node.Output(1));
        return run =>
        {
            long count = fixedCount ?? run.Host(k).Integer();
            (Tensor best, Tensor where) = run[x].topk((int)count, axis, largest, sorted);
            if (values >= 0)
                run[values] = best;
            if (indices >= 0)
                run[indices] = where;
        };
    }

    private static Kernel CumSum(PlanNode node)
    {
        bool exclusive = node.Int("exclusive", 0) != 0,
            reverse = node.Int("reverse", 0) != 0;
        (int input, int along, int y) = (node.Input(0), node.Input(1), node.Output());
        return run =>
        {
            long axis = run.Host(along).Integer();
            Tensor x = reverse ? run[input].flip(axis) : run[input];
            Tensor sum = x.cumsum(axis, x.dtype);
            if (exclusive)
                sum = sum.sub(x);
            run[y] = reverse ? sum.flip(axis) : sum;
        };
    }
}
