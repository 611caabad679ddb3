namespace MLNet.ConvExtensions.Networks.Edits.Quantization;

/// <summary>
/// The weights of a layer as whole numbers, each output channel with a scale of its own and the zero point 0, and its bias in the steps of
/// the products: the input's scale times the weights'.
/// </summary>
/// <param name="Weights">-127 to 127, or -63 to 63, in the order of the weights.</param>
/// <param name="Scales">One for each output channel.</param>
/// <param name="Bias">One for each output channel.</param>
internal sealed record QuantizedWeights(sbyte[] Weights, float[] Scales, int[] Bias)
{
    /// <summary>A bias may take so much of 32 bits; the sum of the products has the rest.</summary>
    private const float MostOfBias = 1 << 30;

    /// <param name="weights">The weights.</param>
    /// <param name="channels">The number of output channels.</param>
    /// <param name="channelsLast">Whether the output channels are the last axis, and not the first.</param>
    /// <param name="bias">The bias; null for none.</param>
    /// <param name="inputScale">The scale of what the layer takes.</param>
    /// <param name="largest">The largest whole number.</param>
    public static QuantizedWeights Of(float[] weights, int channels, bool channelsLast, float[]? bias, float inputScale, int largest)
    {
        int size = weights.Length / channels;
        int Channel(int i) => channelsLast ? i % channels : i / size;
        var scales = new float[channels];
        for (int i = 0; i < weights.Length; i++)
            scales[Channel(i)] = Math.Max(scales[Channel(i)], Math.Abs(weights[i]));
        for (int c = 0; c < channels; c++)
        {
            // Where a bias is beyond all weights, as in a channel without any, its steps are coarser, so that it fits.
            scales[c] = Math.Max(scales[c] / largest, Math.Abs(bias?[c] ?? 0) / inputScale / MostOfBias);
            if (!float.IsNormal(scales[c] * inputScale))
                scales[c] = 1;
        }

        var whole = new sbyte[weights.Length];
        for (int i = 0; i < weights.Length; i++)
            whole[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / scales[Channel(i)]), -largest, largest);
        int[] offsets = [.. Enumerable.Range(0, channels).Select(c => (int)Math.Round((bias?[c] ?? 0) / ((double)inputScale * scales[c])))];
        return new QuantizedWeights(whole, scales, offsets);
    }
}
