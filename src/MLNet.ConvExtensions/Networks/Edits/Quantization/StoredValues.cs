using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Networks.Edits.Quantization;

/// <summary>The tensors of 32-bit numbers that a graph stores, as initializers or as constants.</summary>
internal sealed class StoredValues
{
    private readonly Dictionary<string, TensorProto> _tensors;

    public StoredValues(GraphProto graph)
    {
        _tensors = WeightTable.Constants(graph);
        foreach (TensorProto tensor in graph.Initializer)
            _tensors[tensor.Name] = tensor;
    }

    /// <summary>Whether the graph stores a tensor of 32-bit numbers under this name.</summary>
    public bool Has(string name) => _tensors.TryGetValue(name, out TensorProto? tensor) && tensor.DataType == (int)OnnxElementType.Float;

    /// <summary>The elements; null where they aren't stored, or no 32-bit numbers.</summary>
    public float[]? Floats(string name) => Has(name) ? new StoredTensor(_tensors[name]).ToFloats() : null;

    /// <summary>The dimensions of a tensor that is stored.</summary>
    public IReadOnlyList<long> Shape(string name) => _tensors[name].Dims;
}
