using MLNet.ConvExtensions.Training.Autograd.Plan;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Operators that change a tensor's shape, its order or its type, and not its elements.</summary>
internal static class Layout
{
    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } =
    [
        ("Identity", node => node.Unary(static x => x.alias())),
        ("Reshape", Reshape),
        ("Flatten", Flatten),
        ("Transpose", Transpose),
        ("Squeeze", Squeeze),
        ("Unsqueeze", Unsqueeze),
        ("Expand", Expand),
        ("Tile", Tile),
        ("DepthToSpace", DepthToSpace),
        ("SpaceToDepth", SpaceToDepth),
        ("Cast", Cast),
        ("CastLike", CastLike),
        ("Trilu", Trilu),
    ];

    private static Kernel Reshape(PlanNode node)
    {
        bool zeroIsZero = node.Int("allowzero", 0) != 0;
        Func<ForwardRun, long[]> shape = node.Integers("shape", 1) ?? throw node.Unable("it has no shape.");
        (int input, int y) = (node.Input(0), node.Output());
        if (node.Constant(1)?.ToIntegers() is { } constant && (zeroIsZero || !constant.Contains(0)))
            return run => run[y] = run[input].reshape(constant);
        if (node.Constant(1)?.ToIntegers() is [0, -1])
            return run => run[y] = run[input].flatten(1);
        return run =>
        {
            Tensor x = run[input];
            run[y] = x.reshape(Target(shape(run), x.shape, zeroIsZero));
        };
    }

    /// <summary>The shape with every 0 replaced by the dimension that it stands for.</summary>
    public static long[] Target(long[] asked, long[] shape, bool zeroIsZero)
    {
        if (zeroIsZero || Array.IndexOf(asked, 0) < 0)
            return asked;
        var target = (long[])asked.Clone();
        for (int i = 0; i < target.Length; i++)
        {
            if (target[i] == 0)
                target[i] = shape[i];
        }

        return target;
    }

    private static Kernel Flatten(PlanNode node)
    {
        long axis = node.Int("axis", 1);
        if (axis == 1 && node.Rank(0) >= 2)
            return node.Unary(static x => x.flatten(1));
        return node.Unary(x =>
        {
            long[] shape = x.shape;
            long rows = 1,
                columns = 1,
                from = axis < 0 ? axis + shape.Length : axis;
            for (int i = 0; i < shape.Length; i++)
            {
                if (i < from)
                    rows *= shape[i];
                else
                    columns *= shape[i];
            }

            return x.reshape(rows, columns);
        });
    }

    private static Kernel Transpose(PlanNode node) =>
        node.Ints("perm") is { } order
            ? node.Unary(x => x.permute(order))
            : node.Unary(static x => x.permute(Array.ConvertAll(Enumerable.Range(0, (int)x.dim()).Reverse().ToArray(), i => (long)i)));

    private static Kernel Squeeze(PlanNode node)
    {
        Func<ForwardRun, long[]>? axes = node.Integers("axes", 1);
        (int input, int y) = (node.Input(0), node.Output());
        if (axes is null)
            return run => run[y] = run[input].squeeze();
        return run =>
        {
            Tensor x = run[input];
            long rank = x.dim();
            foreach (long axis in axes(run).Select(a => a < 0 ? a + rank : a).OrderDescending())
                x = x.squeeze(axis);
            run[y] = ReferenceEquals(x, run[input]) ? x.alias() : x;
        };
    }

    private static Kernel Unsqueeze(PlanNode node)
    {
        Func<ForwardRun, long[]> axes = node.Integers("axes", 1) ?? throw node.Unable("it has no axes.");
        (int input, int y) = (node.Input(0), node.Output());
        return run =>
        {
            Tensor x = run[input];
            long[] given = axes(run);
            long rank = x.dim() + given.Length;
            foreach (long axis in given.Select(a => a < 0 ? a + rank : a).Order())
                x = x.unsqueeze(axis);
            run[y] = ReferenceEquals(x, run[input]) ? x.alias() : x;
        };
    }

    private static Kernel Expand(PlanNode node)
    {
        Func<ForwardRun, long[]> shape = node.Integers("shape", 1) ?? throw node.Unable("it has no shape.");
        (int input, int y) = (node.Input(0), node.Output());
        return run => run[y] = run[input].expand(HostShapes.Broadcast(run[input].shape, shape(run)));
    }

    private static Kernel Tile(PlanNode node)
    {
        Func<ForwardRun, long[]> repeats = node.Integers("repeats", 1) ?? throw node.Unable("it has no repeats.");
        (int input, int y) = (node.Input(0), node.Output());
        return run => run[y] = run[input].repeat(repeats(run));
    }

    private static Kernel DepthToSpace(PlanNode node)
    {
        long block = node.Int("blocksize", 1);
        bool columnsFirst = node.Text("mode", "DCR") == "CRD";
        return node.Unary(x =>
        {
            long[] s = x.shape;
            long channels = s[1] / (block * block);
            Tensor apart = columnsFirst
                ? x.reshape(s[0], channels, block, block, s[2], s[3]).permute(0, 1, 4, 2, 5, 3)
                : x.reshape(s[0], block, block, channels, s[2], s[3]).permute(0, 3, 4, 1, 5, 2);
            return apart.reshape(s[0], channels, s[2] * block, s[3] * block);
        });
    }

    private static Kernel SpaceToDepth(PlanNode node)
    {
        long block = node.Int("blocksize", 1);
        return node.Unary(x =>
        {
            long[] s = x.shape;
            return x.reshape(s[0], s[1], s[2] / block, block, s[3] / block, block)
                .permute(0, 3, 5, 1, 2, 4)
                .reshape(s[0], s[1] * block * block, s[2] / block, s[3] / block);
        });
    }

    private static Kernel Cast(PlanNode node)
    {
        var type = (OnnxElementType)node.Int("to", 1);
        if (!ElementTypes.IsFloating(type) && !ElementTypes.IsWhole(type))
            throw node.Unable($"elements of type {type} can't be computed with.");
        return Cast(node, ElementTypes.Torch(type));
    }

    private static Kernel CastLike(PlanNode node) =>
        ElementTypes.IsFloating(node.Type(1)) || ElementTypes.IsWhole(node.Type(1))
            ? Cast(node, ElementTypes.Torch(node.Type(1)))
            : throw node.Unable($"elements of type {node.Type(1)} can't be computed with.");

    private static Kernel Cast(PlanNode node, ScalarType to)
    {
        if (!ElementTypes.IsFloating(node.Type(0)) && !ElementTypes.IsWhole(node.Type(0)) && node.Type(0) != OnnxElementType.Undefined)
            throw node.Unable($"elements of type {node.Type(0)} can't be computed with.");
        return node.Unary(x => x.dtype == to ? x.alias() : x.to(to));
    }

    private static Kernel Trilu(PlanNode node)
    {
        bool upper = node.Int("upper", 1) != 0;
        (int x, int k, int y) = (node.Input(0), node.Input(1), node.Output());
        return run =>
        {
            long diagonal = k < 0 ? 0 : run.Host(k).Integer();
            run[y] = upper ? run[x].triu(diagonal) : run[x].tril(diagonal);
        };
    }
}
