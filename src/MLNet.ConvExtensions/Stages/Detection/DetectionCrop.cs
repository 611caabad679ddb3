using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>Which part of a photo is cut out for an object.</summary>
/// <param name="Margin">What is added on each side, as a part of the box's sides.</param>
/// <param name="IsSquare">Whether the shorter side is widened to the longer as far as the photo reaches.</param>
internal readonly record struct DetectionCrop(double Margin, bool IsSquare)
{
    /// <summary>Cuts the part around a box out of a photo.</summary>
    public void Cut(PixelBuffer photo, BoundingBox box, PixelBuffer part)
    {
        (int left, int top, int width, int height) = PartOf(box, photo.Width, photo.Height);
        photo.CopyTo(part, left, top, width, height);
    }

    /// <summary>The part, in whole pixels within the photo, one at least.</summary>
    public (int Left, int Top, int Width, int Height) PartOf(BoundingBox box, int photoWidth, int photoHeight)
    {
        double width = box.Width * photoWidth,
            height = box.Height * photoHeight;
        double across = width * (1 + (2 * Margin)),
            down = height * (1 + (2 * Margin));
        if (IsSquare)
            across = down = Math.Max(across, down);
        (int left, int right) = Within((box.Left * photoWidth) + (width / 2), across, photoWidth);
        (int top, int bottom) = Within((box.Top * photoHeight) + (height / 2), down, photoHeight);
        return (left, top, right - left, bottom - top);
    }

    /// <summary>A stretch around a position; where it would reach beyond the photo it is moved, and cut if it is longer than that.</summary>
    private (int First, int End) Within(double center, double length, int most)
    {
        double first = center - (length / 2);
        // Without a margin that was asked for to be square, what lies outside is just not there.
        if (IsSquare)
            first = Math.Max(0, Math.Min(first, most - length));
        int from = Math.Clamp((int)Math.Floor(first + 1e-3), 0, most - 1),
            end = Math.Clamp((int)Math.Ceiling(first + length - 1e-3), from + 1, most);
        return (from, end);
    }
}
