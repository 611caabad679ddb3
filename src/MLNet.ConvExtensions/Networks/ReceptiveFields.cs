using System.Numerics;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks;

/// <summary>Follows through the graph which patch of the input each tensor's elements see.</summary>
internal sealed class ReceptiveFields
{
    private static readonly HashSet<string> Pointwise =
    [
        "Add",
        "Sub",
        "Mul",
        "Div",
        "Sum",
        "Max",
        "Min",
        "Mean",
        "Pow",
        "Concat",
        "Relu",
        "LeakyRelu",
        "PRelu",
        "Elu",
        "Celu",
        "Selu",
        "Gelu",
        "Mish",
        "Sigmoid",
        "HardSigmoid",
        "HardSwish",
        "Softplus",
        "Softsign",
        "Tanh",
        "Clip",
        "Abs",
        "Neg",
        "Exp",
        "Log",
        "Sqrt",
        "Erf",
        "Identity",
        "Dropout",
        "BatchNormalization",
        "LRN",
        "Cast",
        "Pad",
        "Slice",
        "Split",
        "Gather",
        "QuantizeLinear",
        "DequantizeLinear",
    ];

    private static readonly HashSet<string> Windows =
    [
        "Conv",
        "FusedConv",
        "ConvInteger",
        "QLinearConv",
        "MaxPool",
        "AveragePool",
        "LpPool",
        "ConvTranspose",
    ];

    private readonly Dictionary<string, ReceptiveField> _fields = [];
    private readonly IReadOnlyDictionary<string, TensorInfo> _tensors;

    public ReceptiveFields(GraphProto graph, IReadOnlyDictionary<string, TensorInfo> tensors)
    {
        _tensors = tensors;
        foreach (ValueInfoProto input in graph.Input)
        {
            if (tensors[input.Name] is { IsConstant: false, Shape: { Length: >= 3 } shape })
            {
                double[] ones = Enumerable.Repeat(1.0, shape.Length - 2).ToArray();
                _fields[input.Name] = new ReceptiveField(ones, ones);
            }
        }
    }

    /// <summary>
    /// The patch of a tensor's elements. Behind an enlargement patches of neighbours lie less than a pixel apart, and hold whole pixels all
    /// the same.
    /// </summary>
    public ReceptiveField? Of(string tensor) =>
        _fields.GetValueOrDefault(tensor) is { } field ? field with { Size = [.. field.Size.Select(s => Math.Ceiling(s - 1e-9))] } : null;

    /// <summary>Takes the next node of the graph, after all that it depends on.</summary>
    public void Follow(NodeProto node)
    {
        if (Result(node) is not { } field)
            return;
        foreach (
            string output in node.Output.Where(o =>
                _tensors.GetValueOrDefault(o)?.Shape is null || _tensors[o].Shape!.Length == field.Size.Count + 2
            )
        )
            _fields[output] = field;
    }

    private ReceptiveField? Result(NodeProto node)
    {
        string[] data = node.Input.Where(i => i.Length > 0 && _tensors.GetValueOrDefault(i) is { IsData: true }).ToArray();
        if (data.Length == 0 || data.Any(i => !_fields.ContainsKey(i)))
            return null;
        if (Pointwise.Contains(node.OpType))
            return data.Select(i => (ReceptiveField?)_fields[i]).Aggregate(Union);
        if (Windows.Contains(node.OpType))
            return Slide(node, _fields[data[0]]);
        if (node.OpType is "Resize" or "Upsample")
            return Resample(node, _fields[data[0]]);

        // Only the place of the channels changes.
        bool channelsMoved = node.OpType == "Transpose" && node.Attribute.FirstOrDefault(a => a.Name == "perm")?.Ints is [0, 3, 1, 2];
        return channelsMoved ? _fields[data[0]] : null;
    }

    private static ReceptiveField? Union(ReceptiveField? a, ReceptiveField? b)
    {
        if (a is null || b is null || a.Size.Count != b.Size.Count)
            return null;
        return new ReceptiveField(a.Size.Zip(b.Size, Math.Max).ToArray(), a.Stride.Zip(b.Stride, Math.Max).ToArray());
    }

    private ReceptiveField? Slide(NodeProto node, ReceptiveField before)
    {
        int axes = before.Size.Count;
        int weights = node.OpType == "QLinearConv" ? 3 : 1;
        long[]? Attribute(string name) => node.Attribute.FirstOrDefault(a => a.Name == name)?.Ints.ToArray();
        long?[]? kernel =
            Attribute("kernel_shape")?.Select(k => (long?)k).ToArray()
            ?? (
                weights < node.Input.Count
                    ? _tensors.GetValueOrDefault(node.Input[weights])?.Shape?.Skip(2).Select(d => d.Size).ToArray()
                    : null
            );
        long[] strides = Attribute("strides") ?? Enumerable.Repeat(1L, axes).ToArray();
        long[] dilations = Attribute("dilations") ?? Enumerable.Repeat(1L, axes).ToArray();
        if (kernel is null || kernel.Contains(null) || kernel.Length != axes || strides.Length != axes || dilations.Length != axes)
            return null;

        var size = new double[axes];
        var stride = new double[axes];
        for (int i = 0; i < axes; i++)
        {
            double reach = (kernel[i]!.Value - 1.0) * dilations[i];
            bool transposed = node.OpType == "ConvTranspose";
            stride[i] = transposed ? before.Stride[i] / strides[i] : before.Stride[i] * strides[i];

            size[i] = before.Size[i] + (transposed ? Overlap(kernel[i]!.Value, strides[i], dilations[i]) : reach) * before.Stride[i];
        }

        return new ReceptiveField(size, stride);
    }

    /// <summary>
    /// How far apart the inputs are whose kernels overlap at one element of a transposed convolution, at most: only every so many of a
    /// kernel's taps fall on inputs at all, and the first of them begins such a series.
    /// </summary>
    private static double Overlap(long kernel, long stride, long dilation)
    {
        long period = stride / (long)BigInteger.GreatestCommonDivisor(stride, dilation);
        return (double)((kernel - 1) / period) * period * dilation / stride;
    }

    private ReceptiveField? Resample(NodeProto node, ReceptiveField before)
    {
        Dim[]? from = _tensors.GetValueOrDefault(node.Input[0])?.Shape;
        Dim[]? to = _tensors.GetValueOrDefault(node.Output[0])?.Shape;
        if (from is null || to is null || from.Length != before.Size.Count + 2 || to.Length != from.Length)
            return null;
        double?[] ratios = from.Zip(to, (f, t) => (double?)f.Size / t.Size).Skip(2).ToArray();
        bool interpolates = node.Attribute.FirstOrDefault(a => a.Name == "mode")?.S.ToStringUtf8() is "linear" or "cubic";
        return ratios.Contains(null)
            ? null
            : new ReceptiveField(
                before.Size.Zip(before.Stride, (size, stride) => size + (interpolates ? stride : 0)).ToArray(),
                before.Stride.Zip(ratios, (stride, ratio) => stride * ratio!.Value).ToArray()
            );
    }
}
