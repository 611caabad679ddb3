namespace MLNet.ConvExtensions;

/// <summary>The numbers that a smaller network computes with.</summary>
public enum NetworkPrecision
{
    /// <summary>
    /// Whole numbers of 8 bits, signed for weights and unsigned between layers: a quarter of the file, and several times faster on
    /// processors with instructions for them (VNNI).
    /// </summary>
    Int8,

    /// <summary>
    /// Half floats: half of the file. Faster on GPUs; on a CPU, ONNX Runtime computes most operators in 32 bits all the same, and the
    /// conversions cost time.
    /// </summary>
    Half,
}
