using MLNet.ConvExtensions.Training.Autograd.Plan;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Operators that make tensors out of nothing but shapes and numbers.</summary>
internal static class Sources
{
    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } =
    [("Constant", Constant), ("ConstantOfShape", ConstantOfShape), ("Shape", Shape), ("Size", Size), ("Range", Range)];

    /// <summary>The contents of a Constant node.</summary>
    public static HostTensor ValueOf(PlanNode node)
    {
        string value = node.AttributeNames.FirstOrDefault() ?? throw node.Unable("it has no value.");
        return value switch
        {
            "value" when node.TensorAttribute(value) is { } tensor => HostTensor.Of(tensor),
            "value_int" => HostTensor.Create(OnnxElementType.Int64, [], [node.Int(value, 0)]),
            "value_ints" => HostTensor.Vector(node.Ints(value)!),
            "value_float" => HostTensor.Create(OnnxElementType.Float, [], [(double)node.Float(value, 0)]),
            "value_floats" when node.Floats(value) is { } floats => HostTensor.Create(
                OnnxElementType.Float,
                [floats.Length],
                [.. floats.Select(f => (double)f)]
            ),
            _ => throw node.Unable(
                $"its attribute '{value}' is not known; value, value_int, value_ints, value_float and value_floats are allowed."
            ),
        };
    }

    private static Kernel Constant(PlanNode node)
    {
        HostTensor value = ValueOf(node);
        int y = node.Output();
        return run => run.SetHost(y, value);
    }

    private static Kernel ConstantOfShape(PlanNode node)
    {
        HostTensor value = node.TensorAttribute("value") is { } given
            ? HostTensor.Of(given)
            : HostTensor.Create(OnnxElementType.Float, [1], [0.0]);
        (int shape, int y) = (node.Input(0), node.Output());
        return run =>
            run[y] = full(
                run.Host(shape).ToIntegers(),
                value.IsInteger ? value.Integer() : value.Number(),
                ElementTypes.Torch(value.Type),
                run.Device
            );
    }

    private static Kernel Shape(PlanNode node)
    {
        (int x, int y) = (node.Input(0), node.Output());
        long start = node.Int("start", 0),
            end = node.Int("end", long.MaxValue);
        return run =>
        {
            long[] shape = run.Shape(x);
            int from = (int)Math.Clamp(start < 0 ? start + shape.Length : start, 0, shape.Length);
            int to = (int)Math.Clamp(end < 0 ? end + shape.Length : end, from, shape.Length);
            run.SetHost(y, HostTensor.Vector(shape[from..to]));
        };
    }

    private static Kernel Size(PlanNode node)
    {
        (int x, int y) = (node.Input(0), node.Output());
        return run =>
        {
            long count = 1;
            foreach (long d in run.Shape(x))
                count *= d;
            run.SetHost(y, HostTensor.Create(OnnxElementType.Int64, [], [count]));
        };
    }

    private static Kernel Range(PlanNode node)
    {
        (int start, int limit, int delta, int y) = (node.Input(0), node.Input(1), node.Input(2), node.Output());
        return run =>
        {
            HostTensor from = run.Host(start);
            double first = from.Number(),
                step = run.Host(delta).Number();
            int count = (int)Math.Max(0, Math.Ceiling((run.Host(limit).Number() - first) / step));
            double[] values = new double[count];
            for (int i = 0; i < count; i++)
                values[i] = first + (i * step);
            run.SetHost(
                y,
                from.IsInteger
                    ? HostTensor.Create(from.Type, [count], Array.ConvertAll(values, v => (long)v))
                    : HostTensor.Create(from.Type, [count], values)
            );
        };
    }
}
