namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// Brings a decoded image to the size that a network wants and writes it as planes of normalised floats (channels, height, width). Not for
/// several threads at once.
/// </summary>
/// <param name="preprocessing">The size, and how to get there.</param>
/// <param name="normalisation">What is done to the values.</param>
/// <param name="fit">What becomes of an image of another shape.</param>
/// <param name="padding">The value of what an image with <see cref="ImageFit.Letterbox"/> leaves free, before it is normalised.</param>
internal sealed class ImagePreprocessor(
    BackbonePreprocessing preprocessing,
    PixelNormalisation normalisation,
    ImageFit fit = ImageFit.Crop,
    float padding = 0
)
{
    private readonly ImageResizer _resizer = new();
    private float[] _inner = [];

    public void Write(PixelBuffer image, Span<float> planes)
    {
        if (fit == ImageFit.Letterbox)
        {
            WriteLetterbox(image, planes);
            return;
        }

        (int width, int height, ImageResizer.Window window) =
            fit == ImageFit.Stretch
                ? (preprocessing.Width, preprocessing.Height, new ImageResizer.Window(0, 0, preprocessing.Width, preprocessing.Height))
                : Geometry(image.FullWidth, image.FullHeight);
        _resizer.Resize(image, width, height, window, preprocessing.Interpolation, normalisation, planes);
    }

    /// <summary>The part of an image that <see cref="Write(PixelBuffer, Span{float})"/> takes.</summary>
    public ImageRegion RegionOf(PixelBuffer image)
    {
        if (fit != ImageFit.Crop)
            return ImageRegion.Whole;
        (double width, double height, ImageResizer.Window window) = Geometry(image.FullWidth, image.FullHeight);
        return new ImageRegion(window.Left / width, window.Top / height, window.Width / width, window.Height / height);
    }

    /// <summary>
    /// Writes pixels that have the right size already, as planes of red, green and blue from 0 to 255, or as one plane of grey.
    /// </summary>
    public void Write(ReadOnlySpan<float> pixels, Span<float> planes)
    {
        if (pixels.Length == planes.Length)
        {
            if (normalisation == PixelNormalisation.None)
                pixels.CopyTo(planes);
            else
                normalisation.Apply(pixels, planes);
            return;
        }

        // Grey is as much of every colour. Networks take no grey: only stages without normalisation come here.
        for (int channel = 0; channel < 3; channel++)
            pixels.CopyTo(planes[(channel * pixels.Length)..]);
    }

    /// <summary>Makes planes of pixels whose channels lie side by side.</summary>
    public static void Separate(ReadOnlySpan<float> pixels, int channels, Span<float> planes)
    {
        int size = pixels.Length / channels;
        for (int channel = 0; channel < channels; channel++)
        {
            Span<float> plane = planes.Slice(channel * size, size);
            for (int i = 0; i < plane.Length; i++)
                plane[i] = pixels[(i * channels) + channel];
        }
    }

    private void WriteLetterbox(PixelBuffer image, Span<float> planes)
    {
        (int across, int down) = (preprocessing.Width, preprocessing.Height);
        Letterbox place = Letterbox.Of(image.FullWidth, image.FullHeight, across, down, keepShape: true);
        int size = place.Width * place.Height;
        if (_inner.Length < 3 * size)
            _inner = new float[3 * size];
        var window = new ImageResizer.Window(0, 0, place.Width, place.Height);
        _resizer.Resize(image, place.Width, place.Height, window, preprocessing.Interpolation, normalisation, _inner);
        for (int plane = 0; plane < 3; plane++)
        {
            // Which channel it holds: the order is its own inverse.
            int channel = normalisation.Plane(plane);
            Span<float> to = planes.Slice(plane * across * down, across * down);
            to.Fill((padding * normalisation.Factor(channel)) + normalisation.Offset(channel));
            for (int y = 0; y < place.Height; y++)
            {
                _inner.AsSpan((plane * size) + (y * place.Width), place.Width).CopyTo(to[(((place.Top + y) * across) + place.Left)..]);
            }
        }
    }

    /// <summary>The size of the whole resized image, and where the crop lies in it.</summary>
    private (int Width, int Height, ImageResizer.Window Window) Geometry(int width, int height)
    {
        int wantedWidth = preprocessing.ResizeWidth,
            wantedHeight = preprocessing.ResizeHeight;
        int newWidth,
            newHeight;
        if (preprocessing.Stretch)
        {
            (newWidth, newHeight) = (wantedWidth, wantedHeight);
        }
        else if ((long)wantedWidth * height >= (long)wantedHeight * width)
        {
            newWidth = wantedWidth;
            newHeight = Math.Max(wantedHeight, Length((long)wantedWidth * height / width));
        }
        else
        {
            newHeight = wantedHeight;
            newWidth = Math.Max(wantedWidth, Length((long)wantedHeight * width / height));
        }

        int left = Margin(newWidth, preprocessing.Width);
        int top = Margin(newHeight, preprocessing.Height);
        return (newWidth, newHeight, new ImageResizer.Window(left, top, preprocessing.Width, preprocessing.Height));
    }

    private int Margin(int full, int cut) =>
        preprocessing.CropsFromFloor ? (full - cut) / 2 : (int)Math.Round((full - cut) / 2.0, MidpointRounding.ToEven);

    // A picture of one row and millions of columns would become wider than a number can say; its shape is lost anyway.
    private static int Length(long length) => (int)Math.Min(length, int.MaxValue);
}
