namespace MLNet.ConvExtensions;

/// <summary>An input or output of a network.</summary>
/// <param name="Name">The tensor's name in the graph.</param>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="Shape">Its dimensions (images: NCHW); null where even their number isn't known.</param>
public sealed record NetworkTensor(string Name, OnnxElementType ElementType, NetworkShape? Shape);
