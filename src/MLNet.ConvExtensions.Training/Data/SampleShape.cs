namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// What one sample is to the network: planes of pixels, or of whatever its input has; axes beyond the second are taken together.
/// </summary>
internal readonly record struct SampleShape(int Channels, int Height, int Width)
{
    public int Length => Channels * Height * Width;

    /// <summary>The shape as that of a network's input.</summary>
    public NetworkShape OfInput => new([null, Channels, Height, Width]);

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
                    + "[N, C, H, W], or another shape with all but the first size fixed."
            );
        }

        long[] sizes = [.. shape.Skip(1).Select(d => d!.Value)];
        return sizes.Length == 3
            ? new((int)sizes[0], (int)sizes[1], (int)sizes[2])
            : new((int)sizes[0], 1, (int)sizes.Skip(1).Aggregate(1L, (a, b) => a * b));
    }

    public override string ToString() => $"{Channels} x {Height} x {Width}";
}
