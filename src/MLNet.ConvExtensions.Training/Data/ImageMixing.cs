using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Mixes images with others: mixup (Zhang et al., 2017) takes a part of every pixel, CutMix (Yun et al., 2019) a rectangle.
/// </summary>
/// <param name="options">How often and how much.</param>
internal sealed class ImageMixing(AugmentationOptions options)
{
    /// <summary>What the options say; null where nothing is mixed.</summary>
    public static ImageMixing? Of(AugmentationOptions options) =>
        (options.Mixup > 0 || options.CutMix > 0) && options.MixProbability > 0 ? new(options) : null;

    /// <summary>Whether a rectangle is cut, and the part of its own that an image keeps; null where it isn't mixed.</summary>
    public (bool Cuts, float Share)? Draw(ref SampleRandom random)
    {
        if (options.MixProbability < 1 && !random.Happens(options.MixProbability))
            return null;
        bool cuts = options.CutMix > 0 && (options.Mixup == 0 || random.Happens(options.CutMixShare));
        return (cuts, (float)random.NextBeta(cuts ? options.CutMix : options.Mixup));
    }

    /// <summary>Takes a share of each value, and the rest of another image.</summary>
    /// <returns>The share.</returns>
    public static float Blend(Span<float> planes, ReadOnlySpan<float> other, float share)
    {
        TensorPrimitives.Multiply(planes, share, planes);
        TensorPrimitives.MultiplyAdd(other, 1 - share, planes, planes);
        return share;
    }

    /// <summary>Puts a rectangle of another image in the place of the image's own; what lies outside of the image is cut off.</summary>
    /// <param name="planes">The image.</param>
    /// <param name="other">The other one.</param>
    /// <param name="shape">The shape of both.</param>
    /// <param name="share">The part that the rectangle would leave if it lay inside.</param>
    /// <param name="random">What the place is drawn from.</param>
    /// <returns>The part of the area that the image keeps.</returns>
    public static float Cut(Span<float> planes, ReadOnlySpan<float> other, SampleShape shape, float share, ref SampleRandom random)
    {
        double side = Math.Sqrt(1 - share);
        (int left, int right) = Stretch(shape.Width, side, ref random);
        (int top, int bottom) = Stretch(shape.Height, side, ref random);
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            for (int y = top; y < bottom; y++)
            {
                int line = (channel * shape.Size) + (y * shape.Width) + left;
                other.Slice(line, right - left).CopyTo(planes[line..]);
            }
        }

        return 1 - ((float)((right - left) * (bottom - top)) / shape.Size);
    }

    private static (int Start, int End) Stretch(int size, double part, ref SampleRandom random)
    {
        int length = (int)(size * part),
            middle = random.Next(size);
        return (Math.Max(middle - (length / 2), 0), Math.Min(middle + (length / 2), size));
    }
}
