namespace MLNet.ConvExtensions;

/// <summary>What <see cref="NetworkBuilder.Pad"/> puts around the elements.</summary>
public enum PaddingMode
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The elements mirrored at the outermost one, which isn't repeated: 3 2 | 1 2 3 | 2 1 (numpy and PyTorch: reflect).</summary>
    Reflect,

    /// <summary>The elements mirrored with the outermost one repeated: 2 1 | 1 2 3 | 3 2 (numpy: symmetric).</summary>
    Symmetric,

    /// <summary>The outermost element repeated: 1 1 | 1 2 3 | 3 3 (numpy: edge, PyTorch: replicate).</summary>
    Edge,
}
