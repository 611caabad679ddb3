namespace MLNet.ConvExtensions.Networks.Edits.Quantization;

/// <summary>How numbers between layers are written as bytes: a byte stands for (byte - zero point) * scale.</summary>
/// <param name="Scale">The step between bytes, above 0.</param>
/// <param name="ZeroPoint">The byte that stands for 0.</param>
internal readonly record struct ActivationScale(float Scale, byte ZeroPoint)
{
    private const int Steps = byte.MaxValue;

    /// <summary>Scales below this would be lost in products with those of weights.</summary>
    private const float LeastScale = 1e-20f;

    /// <summary>
    /// The bytes of a range, with 0 in it, which padding and rectification need exactly. Of numbers from 0 on the zero point is 0, and the
    /// last byte stands for no more than the largest: ONNX Runtime then leaves out a Relu or Clip in front, since the bytes clip by
    /// themselves.
    /// </summary>
    public static ActivationScale Of(float least, float largest)
    {
        double low = Math.Min(least, 0f),
            high = Math.Max(largest, 0f);
        if (high == low)
            return new ActivationScale(1, 0);
        float scale = Math.Max((float)((high - low) / Steps), LeastScale);
        while (low == 0 && scale > LeastScale && Steps * scale > (float)high)
            scale = MathF.BitDecrement(scale);
        return new ActivationScale(scale, (byte)Math.Clamp(Math.Round(-low / scale), 0, Steps));
    }
}
