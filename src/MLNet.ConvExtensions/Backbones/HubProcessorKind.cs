namespace MLNet.ConvExtensions.Backbones;

/// <summary>How an image processor of transformers comes to the size before the crop.</summary>
internal enum HubProcessorKind
{
    /// <summary>It is the size that the file gives.</summary>
    Plain,

    /// <summary>The size divided by the part that the crop keeps; large images are stretched instead.</summary>
    ConvNext,

    /// <summary>The size divided by the part that the crop keeps.</summary>
    PoolFormer,

    /// <summary>256/224 of the size.</summary>
    Levit,
}
