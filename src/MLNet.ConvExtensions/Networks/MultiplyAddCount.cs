using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks;

/// <summary>Counts multiplications with addition for one image: an open batch counts as 1.</summary>
internal static class MultiplyAddCount
{
    public static long? Of(NodeProto node, IReadOnlyDictionary<string, TensorInfo> tensors)
    {
        Dim[]? Shape(int input) => input < node.Input.Count ? tensors.GetValueOrDefault(node.Input[input])?.Shape : null;
        Dim[]? output = tensors.GetValueOrDefault(node.Output[0])?.Shape;
        try
        {
            return node.OpType switch
            {
                "Conv" or "FusedConv" or "ConvInteger" => PerElement(output, Shape(1), 1),
                "QLinearConv" => PerElement(output, Shape(3), 1),
                "ConvTranspose" => PerElement(Shape(0), Shape(1), 1),
                "Gemm" or "FusedGemm" => checked(Product(output) * Inner(node, Shape(0))),
                "MatMul" or "MatMulInteger" or "QLinearMatMul" => checked(
                    Product(output) * (Shape(0) is [.., var inner] ? inner.Size : null)
                ),
                _ => 0,
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static long? PerElement(Dim[]? elements, Dim[]? weights, int from) =>
        weights?.Length >= from ? checked(Product(elements) * Product(weights[from..], batch: false)) : null;

    private static long? Inner(NodeProto node, Dim[]? a)
    {
        bool transposed = node.Attribute.Any(t => t.Name == "transA" && t.I != 0);
        return a is { Length: 2 } ? a[transposed ? 0 : 1].Size : null;
    }

    private static long? Product(Dim[]? dims, bool batch = true)
    {
        if (dims is null)
            return null;
        long product = 1;
        for (int i = 0; i < dims.Length; i++)
        {
            if (dims[i].Size is { } size)
                product = checked(product * size);
            else if (i > 0 || !batch)
                return null;
        }

        return product;
    }
}
