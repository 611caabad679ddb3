namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// What one sample is to the network: channels of pixels, or of whatever its input has. A signal is a channel of one row, its width the
/// length; a volume has several slices to a channel.
/// </summary>
internal readonly record struct SampleShape(int Channels, int Height, int Width, int Depth = 1)
{
    public int Length => Channels * Size;

    /// <summary>Positions in a channel.</summary>
    public int Size => Depth * Height * Width;

    public SampleKind Kind =>
        Depth > 1 ? SampleKind.Volume
        : Height > 1 ? SampleKind.Image
        : Width > 1 ? SampleKind.Signal
        : SampleKind.Row;

    /// <summary>The shape as that of a network's input.</summary>
    public NetworkShape OfInput =>
        Kind == SampleKind.Volume ? new([null, Channels, Depth, Height, Width]) : new([null, Channels, Height, Width]);

    /// <summary>The shape of a network's input.</summary>
    /// <exception cref="OnnxNetworkException">The network has several inputs, or a size that isn't fixed.</exception>
    public static SampleShape Of(OnnxNetwork network)
    {
        if (network.Inputs is not [var input])
            throw new OnnxNetworkException($"The network '{network.Name}' has {network.Inputs.Count} inputs; allowed for training: 1.");
        if (input.Shape is not { Count: >= 2 } shape || shape.Skip(1).Any(d => d is null))
        {
            throw new OnnxNetworkException(
                $"The input of the network '{network.Name}' is {input.Shape?.ToString() ?? "of unknown shape"}; allowed for training: "
                    + "[N, C, L], [N, C, H, W], [N, C, D, H, W], or another shape with all but the first size fixed."
            );
        }

        int[] sizes = [.. shape.Skip(1).Select(d => (int)d!.Value)];
        return sizes switch
        {
            [var channels, var height, var width] => new(channels, height, width),
            // Axes of one position aren't any.
            [var channels, .. var axes] when axes.Count(a => a > 1) <= 3 => axes.Where(a => a > 1).ToArray() switch
            {
                [var depth, var height, var width] => new(channels, height, width, depth),
                [var height, var width] => new(channels, height, width),
                [var width] => new(channels, 1, width),
                _ => new(channels, 1, 1),
            },
            _ => new(sizes.Aggregate(1, (a, b) => a * b), 1, 1),
        };
    }

    public override string ToString() =>
        Kind switch
        {
            SampleKind.Volume => $"{Channels} x {Depth} x {Height} x {Width}",
            SampleKind.Image => $"{Channels} x {Height} x {Width}",
            SampleKind.Signal => $"{Channels} x {Width}",
            _ => $"{Channels}",
        };
}
