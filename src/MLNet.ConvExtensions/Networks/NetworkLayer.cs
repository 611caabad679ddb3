namespace MLNet.ConvExtensions;

/// <summary>One operation of a network that its input flows through. Constants and shape arithmetic are not layers.</summary>
public sealed record NetworkLayer
{
    /// <summary>
    /// The name to address the layer by, unique in the network: the node's name, or the output tensor's where the node has none
    /// or shares its name with another.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The ONNX operator, for example <c>Conv</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>The name of the (first) output tensor, also accepted wherever a layer is asked for.</summary>
    public required string OutputName { get; init; }

    /// <summary>The shape of the output (images: NCHW), null where it can't be inferred.</summary>
    public NetworkShape? OutputShape { get; init; }

    /// <summary>The type of the output's elements.</summary>
    public OnnxElementType ElementType { get; init; }

    /// <summary>Weights of this layer; weights that several layers share count at the first of them.</summary>
    public long ParameterCount { get; init; }

    /// <summary>Those of the weights that training changes by gradients: all but the running statistics of batch normalisation.</summary>
    public long TrainableParameterCount { get; init; }

    /// <summary>
    /// Multiplications with addition for one image; 0 for operators other than convolutions and matrix products, null if a shape isn't
    /// known.
    /// </summary>
    public long? MultiplyAdds { get; init; }

    /// <summary>What a unit of the output sees of the input, null where that is all of it or isn't known.</summary>
    public ReceptiveField? ReceptiveField { get; init; }
}
