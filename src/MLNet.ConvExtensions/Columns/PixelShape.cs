namespace MLNet.ConvExtensions.Columns;

/// <summary>
/// The shape of a vector of pixels: planes of channels, one behind the other. A signal is planes of one row, a volume has several slices to a
/// channel.
/// </summary>
/// <param name="Channels">The number of planes.</param>
/// <param name="Height">Rows of a plane.</param>
/// <param name="Width">Columns of a plane.</param>
/// <param name="Depth">Slices of a channel.</param>
internal readonly record struct PixelShape(int Channels, int Height, int Width, int Depth = 1)
{
    public int Length => Channels * Size;

    /// <summary>The axes that a type may have, for messages; empty for a row.</summary>
    public string Axes
    {
        get
        {
            if (Size == 1)
                return "";
            string positions =
                Depth > 1 ? $"{Depth}, {Height}, {Width}"
                : Height > 1 ? $"{Height}, {Width}"
                : $"{Width}";
            return $"{Channels}, {positions} (planes) or {positions}, {Channels} (interleaved)";
        }
    }

    /// <summary>Positions in a channel.</summary>
    private int Size => Depth * Height * Width;

    /// <summary>A vector that is no image: whatever its type says of axes, it is taken as it is.</summary>
    public static PixelShape Row(int length) => new(length, 1, 1);

    /// <summary>
    /// The shape of what a network takes, of known sizes: [N, C, L] of signals, [N, C, H, W] of images, [N, C, D, H, W] of volumes, or
    /// anything else as a row.
    /// </summary>
    public static PixelShape Of(NetworkShape input)
    {
        int[] sizes = [.. input.Skip(1).Select(d => checked((int)d!.Value))];
        return sizes switch
        {
            [var channels, var length] => new(channels, 1, length),
            [var channels, var height, var width] => new(channels, height, width),
            [var channels, var depth, var height, var width] => new(channels, height, width, depth),
            _ => Row(sizes.Aggregate(1, (a, b) => checked(a * b))),
        };
    }

    /// <summary>
    /// Whether a vector of this length and these axes, as its type has them, has the planes, or the channels of each position side by side;
    /// null if that can't be told. Axes of 1 don't matter.
    /// </summary>
    public ImageColumnKind? KindOf(ReadOnlySpan<int> axes)
    {
        int[] given = WithoutOnes(axes);
        if (given.Length <= 1 || Size == 1)
            return ImageColumnKind.Pixels;
        bool first = given.AsSpan().SequenceEqual(WithoutOnes([Channels, Depth, Height, Width])),
            last = given.AsSpan().SequenceEqual(WithoutOnes([Depth, Height, Width, Channels]));
        return (first, last) switch
        {
            (true, true) when Channels > 1 => null,
            (true, _) => ImageColumnKind.Pixels,
            (_, true) => ImageColumnKind.Interleaved,
            _ => null,
        };
    }

    public override string ToString() => $"Vector<Single, {Length}>";

    private static int[] WithoutOnes(ReadOnlySpan<int> axes) => [.. axes.ToArray().Where(a => a != 1)];
}
