namespace MLNet.ConvExtensions.Insight.Activations;

/// <summary>What the drawing calls layers.</summary>
internal static class LayerWords
{
    /// <summary>An operator in a few letters.</summary>
    public static string Short(string operation) =>
        operation switch
        {
            "BatchNormalization" => "batch norm",
            "InstanceNormalization" => "instance norm",
            "LayerNormalization" => "layer norm",
            "Clip" => "clip",
            "Relu" => "ReLU",
            "LeakyRelu" => "leaky ReLU",
            "GlobalAveragePool" => "average over all positions",
            "GlobalMaxPool" => "most over all positions",
            "AveragePool" => "average pool",
            "MaxPool" => "max pool",
            "ConvTranspose" => "transposed conv",
            "Conv" => "conv",
            "Gemm" or "MatMul" => "dense",
            "LRN" => "local response norm",
            _ => char.ToLowerInvariant(operation[0]) + operation[1..],
        };

    /// <summary>What a node does, with its kernel and stride.</summary>
    public static string Title(NetworkNode node, OnnxNetwork network)
    {
        IReadOnlyList<long>? kernel = node.FindIntegers("kernel_shape"),
            strides = node.FindIntegers("strides"),
            weights = node.Operator is "Conv" or "ConvTranspose" && network.TryGetTensor(node.Inputs[1], out NetworkTensor? w)
                ? w.Shape?.Select(d => d ?? 0).ToArray()
                : null;
        kernel ??= weights?.Skip(2).ToArray();
        string size = kernel is null ? "" : $" {string.Join("×", kernel)}",
            stride = strides?.Any(s => s > 1) == true ? $" /{string.Join("×", strides.Distinct())}" : "";
        long groups = node.Operator == "Conv" ? node.FindInteger("group") ?? 1 : 1;
        string what =
            groups == 1 ? Short(node.Operator)
            : weights is [var filters, 1, ..] && filters % groups == 0 ? "depthwise conv"
            : $"conv in {groups} groups";
        return what + size + stride;
    }

    /// <summary>The shape of one sample.</summary>
    public static string Shape(NetworkShape? shape) =>
        shape is null
            ? "?"
            : string.Join(" × ", shape.Skip(1).Select(d => d?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"));
}
