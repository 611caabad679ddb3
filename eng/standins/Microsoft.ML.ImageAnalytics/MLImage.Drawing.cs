using SkiaSharp;

namespace Microsoft.ML.Data;

public sealed partial class MLImage
{
    private static readonly SKColorFilter Grayscale = SKColorFilter.CreateColorMatrix(
    [
        0.3f, 0.59f, 0.11f, 0, 0,
        0.3f, 0.59f, 0.11f, 0, 0,
        0.3f, 0.59f, 0.11f, 0, 0,
        0, 0, 0, 1, 0,
    ]);

    internal MLImage CloneWithResizing(int width, int height, ImageResizeMode mode)
    {
        if (mode == ImageResizeMode.Fill)
        {
            SKBitmap filled = Bitmap.Resize(new SKSizeI(width, height), SKFilterQuality.None)
                ?? throw new InvalidOperationException($"An image of {Width} x {Height} can't be resized to {width} x {height}.");
            return new MLImage(filled);
        }

        return Draw(width, height, Placement(width, height, mode), new SKPaint { FilterQuality = SKFilterQuality.High });
    }

    internal MLImage CloneWithGrayscale() =>
        Draw(Width, Height, SKRect.Create(Width, Height), new SKPaint { ColorFilter = Grayscale, FilterQuality = SKFilterQuality.High });

    private MLImage Draw(int width, int height, SKRect place, SKPaint paint)
    {
        using (paint)
        {
            var target = new SKBitmap(width, height, isOpaque: true);
            using var canvas = new SKCanvas(target);
            canvas.DrawBitmap(Bitmap, SKRect.Create(Width, Height), place, paint);
            return new MLImage(target);
        }
    }

    /// <summary>Where the scaled picture lies, with its sides in proportion: within the target for padding, around it for cropping.</summary>
    private SKRect Placement(int width, int height, ImageResizeMode mode)
    {
        float across = (float)width / Width;
        float down = (float)height / Height;
        bool pads = mode == ImageResizeMode.Pad;
        bool overlapsDown = down < across != pads;
        float scale = overlapsDown ? across : down;
        int x = 0, y = 0;
        if (overlapsDown)
            y = Offset(height - (Height * scale), mode, ImageResizeMode.CropAnchorTop, ImageResizeMode.CropAnchorBottom);
        else
            x = Offset(width - (Width * scale), mode, ImageResizeMode.CropAnchorLeft, ImageResizeMode.CropAnchorRight);
        return SKRect.Create(x, y, (int)(Width * scale), (int)(Height * scale));
    }

    private static int Offset(float room, ImageResizeMode mode, ImageResizeMode atStart, ImageResizeMode atEnd) =>
        mode == atStart ? 0 : mode == atEnd ? (int)room : (int)(room / 2);
}
