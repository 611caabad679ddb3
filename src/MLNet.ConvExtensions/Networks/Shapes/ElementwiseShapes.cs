namespace MLNet.ConvExtensions.Networks.Shapes;

/// <summary>Shapes of operators that leave the shape alone or combine operands by broadcasting.</summary>
internal static class ElementwiseShapes
{
    public static IEnumerable<(string Operators, Func<NodeContext, TensorInfo> Rule)> Rules { get; } =
    [
        (
            "Relu LeakyRelu PRelu ThresholdedRelu Elu Celu Selu Gelu Mish Swish Sigmoid HardSigmoid HardSwish Softplus Softsign Tanh "
                + "Softmax LogSoftmax Hardmax Clip Abs Neg Exp Log Sqrt Reciprocal Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh "
                + "Erf Sign Round LRN InstanceNormalization GroupNormalization LpNormalization MeanVarianceNormalization "
                + "LayerNormalization Shrink CumSum Trilu Bernoulli ImageScaler Affine ScaledTanh",
            Unchanged
        ),
        ("Max Min Mean Sum Pow Mod BitShift BitwiseAnd BitwiseOr BitwiseXor", Broadcast),
        ("Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor", node => Broadcast(node) with { Type = OnnxElementType.Bool }),
        ("Not IsNaN IsInf", node => Unchanged(node) with { Type = OnnxElementType.Bool }),
        ("QuantizeLinear", node => TensorInfo.Of(node.Has(2) ? node.Input(2).Type : OnnxElementType.UInt8, node.Shape(0))),
        ("DequantizeLinear", node => TensorInfo.Of(node.Input(1).Type, node.Shape(0))),
    ];

    public static TensorInfo Broadcast(NodeContext node)
    {
        Dim[]? shape = node.Shape(0);
        for (int i = 1; i < node.InputCount; i++)
            shape = Dim.Broadcast(shape, node.Shape(i));
        return node.Like(shape);
    }

    private static TensorInfo Unchanged(NodeContext node) => node.Like(node.Shape(0));
}
