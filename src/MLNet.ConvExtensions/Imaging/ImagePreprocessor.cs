namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// Brings a decoded image to the size that a network wants and writes it as planes of floats from 0 to 255 (channels, height,
/// width; red first). The normalisation of the values is part of the network's graph. Not for several threads at once.
/// </summary>
internal sealed class ImagePreprocessor(BackbonePreprocessing preprocessing)
{
    private readonly ImageResizer _resizer = new();
    private readonly byte[] _window = new byte[preprocessing.Width * preprocessing.Height * 3];

    public void Write(PixelBuffer image, Span<float> planes)
    {
        (int width, int height, ImageResizer.Window window) = Geometry(image.Width, image.Height);
        _resizer.Resize(image, width, height, window, preprocessing.Interpolation, _window);
        int plane = preprocessing.Width * preprocessing.Height;
        Span<float> red = planes[..plane], green = planes.Slice(plane, plane), blue = planes.Slice(2 * plane, plane);
        ReadOnlySpan<byte> pixels = _window;
        for (int i = 0; i < red.Length; i++)
        {
            red[i] = pixels[3 * i];
            green[i] = pixels[3 * i + 1];
            blue[i] = pixels[3 * i + 2];
        }
    }

    /// <summary>The size of the whole resized image, and where the crop lies in it, as torchvision computes them.</summary>
    private (int Width, int Height, ImageResizer.Window Window) Geometry(int width, int height)
    {
        int wantedWidth = preprocessing.ResizeWidth, wantedHeight = preprocessing.ResizeHeight;
        int newWidth, newHeight;
        if ((long)wantedWidth * height >= (long)wantedHeight * width)
        {
            newWidth = wantedWidth;
            newHeight = Math.Max(wantedHeight, (int)((long)wantedWidth * height / width));
        }
        else
        {
            newHeight = wantedHeight;
            newWidth = Math.Max(wantedWidth, (int)((long)wantedHeight * width / height));
        }

        int left = (int)Math.Round((newWidth - preprocessing.Width) / 2.0, MidpointRounding.ToEven);
        int top = (int)Math.Round((newHeight - preprocessing.Height) / 2.0, MidpointRounding.ToEven);
        return (newWidth, newHeight, new ImageResizer.Window(left, top, preprocessing.Width, preprocessing.Height));
    }
}
