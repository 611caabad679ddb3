namespace MLNet.ConvExtensions;

/// <summary>The patch of the input that one element of a layer's output can depend on, per spatial axis (height, width).</summary>
/// <param name="Size">The patch's extent in input pixels, padding included.</param>
/// <param name="Stride">The distance in input pixels between the patches of neighbouring elements.</param>
public sealed record ReceptiveField(IReadOnlyList<double> Size, IReadOnlyList<double> Stride)
{
    /// <summary>The extent, as <c>11x11</c>.</summary>
    public override string ToString() => string.Join("x", Size);
}
