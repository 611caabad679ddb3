namespace MLNet.ConvExtensions;

/// <summary>The input of a network that takes images.</summary>
/// <param name="Name">The tensor's name in the graph.</param>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="Layout">Where the channels are.</param>
/// <param name="Batch">The number of images at a time, null if open.</param>
/// <param name="Channels">The number of channels, null if open.</param>
/// <param name="Height">The height in pixels, null if open.</param>
/// <param name="Width">The width in pixels, null if open.</param>
public sealed record ImageInput(
    string Name,
    OnnxElementType ElementType,
    ImageLayout Layout,
    long? Batch,
    long? Channels,
    long? Height,
    long? Width
);
