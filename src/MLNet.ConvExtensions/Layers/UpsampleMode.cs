namespace MLNet.ConvExtensions;

/// <summary>How <see cref="NetworkBuilder.Upsample"/> makes the elements between the elements.</summary>
public enum UpsampleMode
{
    /// <summary>Each element is repeated.</summary>
    Nearest,

    /// <summary>Linear interpolation along each axis, bilinear for images, between the elements' centres.</summary>
    Linear,
}
