namespace MLNet.ConvExtensions.Imaging;

/// <summary>Where a photo lies in a network's input, and the way back from there.</summary>
/// <param name="Left">Pixels left of it.</param>
/// <param name="Top">Pixels above it.</param>
/// <param name="Width">Its width there.</param>
/// <param name="Height">Its height there.</param>
/// <param name="GainX">What its width was multiplied with.</param>
/// <param name="GainY">What its height was multiplied with.</param>
/// <param name="PhotoWidth">Its own width.</param>
/// <param name="PhotoHeight">Its own height.</param>
internal readonly record struct Letterbox(
    int Left,
    int Top,
    int Width,
    int Height,
    double GainX,
    double GainY,
    int PhotoWidth,
    int PhotoHeight
)
{
    // What ultralytics takes off before it rounds, so that of an odd number of free pixels the larger half lies right and below.
    private const double Bias = 0.1;

    /// <param name="photoWidth">The photo's width.</param>
    /// <param name="photoHeight">The photo's height.</param>
    /// <param name="width">The input's width.</param>
    /// <param name="height">The input's height.</param>
    /// <param name="keepShape">Whether the photo keeps its shape, in the middle; otherwise it fills the input.</param>
    public static Letterbox Of(int photoWidth, int photoHeight, int width, int height, bool keepShape)
    {
        if (!keepShape)
        {
            return new Letterbox(0, 0, width, height, width / (double)photoWidth, height / (double)photoHeight, photoWidth, photoHeight);
        }

        double gain = Math.Min(height / (double)photoHeight, width / (double)photoWidth);
        int across = Length(photoWidth * gain, width),
            down = Length(photoHeight * gain, height);
        return new Letterbox(Free(width - across), Free(height - down), across, down, gain, gain, photoWidth, photoHeight);
    }

    /// <summary>A box in the network's input as a part of the photo, clipped to it; null where nothing is left of it.</summary>
    public BoundingBox? ToPhoto(float left, float top, float right, float bottom)
    {
        double l = Share((left - Left) / GainX, PhotoWidth),
            t = Share((top - Top) / GainY, PhotoHeight),
            r = Share((right - Left) / GainX, PhotoWidth),
            b = Share((bottom - Top) / GainY, PhotoHeight);
        return r > l && b > t ? new BoundingBox((float)l, (float)t, (float)(r - l), (float)(b - t)) : null;
    }

    private static double Share(double position, int length) => Math.Clamp(position / length, 0, 1);

    // A photo a hundred times as wide as high still has a row of pixels.
    private static int Length(double length, int most) => Math.Clamp((int)Math.Round(length), 1, most);

    private static int Free(int pixels) => (int)Math.Round(pixels / 2.0 - Bias);
}
