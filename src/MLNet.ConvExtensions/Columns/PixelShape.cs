namespace MLNet.ConvExtensions.Columns;

/// <summary>The shape of a vector of pixels: planes of channels, one behind the other.</summary>
/// <param name="Channels">The number of planes.</param>
/// <param name="Height">Rows of a plane.</param>
/// <param name="Width">Columns of a plane.</param>
internal readonly record struct PixelShape(int Channels, int Height, int Width)
{
    public int Length => Channels * Height * Width;

    /// <summary>A vector that is no image: whatever its type says of axes, it is taken as it is.</summary>
    public static PixelShape Row(int length) => new(length, 1, 1);

    /// <summary>The shape of what a network takes, of known sizes: [N, C, H, W], or anything else as a row.</summary>
    public static PixelShape Of(NetworkShape input)
    {
        int[] sizes = [.. input.Skip(1).Select(d => checked((int)d!.Value))];
        return sizes is [var channels, > 1 and var height, var width]
            ? new(channels, height, width)
            : Row(sizes.Aggregate(1, (a, b) => checked(a * b)));
    }

    /// <summary>
    /// Whether a vector of this length and these axes, as its type has them, has the planes, or the channels of each pixel side by side;
    /// null if that can't be told.
    /// </summary>
    public ImageColumnKind? KindOf(ReadOnlySpan<int> axes)
    {
        while (axes is [1, _, ..] && axes.Length > 1)
            axes = axes[1..];
        if (axes.Length == 1 || Height * Width == 1)
            return ImageColumnKind.Pixels;
        ReadOnlySpan<int> planes = [Channels, Height, Width],
            pixels = [Height, Width, Channels],
            plane = [Height, Width];
        if (Channels == 1)
            return axes.SequenceEqual(plane) || axes.SequenceEqual(pixels) ? ImageColumnKind.Pixels : null;
        bool first = axes.SequenceEqual(planes),
            last = axes.SequenceEqual(pixels);
        return first == last ? null
            : first ? ImageColumnKind.Pixels
            : ImageColumnKind.Interleaved;
    }

    /// <summary>The axes that a type may have, for messages; empty for a row.</summary>
    public string Axes =>
        Height * Width == 1 ? "" : $"{Channels}, {Height}, {Width} (planes) or {Height}, {Width}, {Channels} (interleaved)";

    public override string ToString() => $"Vector<Single, {Length}>";
}
