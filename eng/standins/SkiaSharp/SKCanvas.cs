namespace SkiaSharp;

public class SKCanvas : SKObject
{
    private readonly SKBitmap _target;

    public SKCanvas(SKBitmap bitmap)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        _target = bitmap;
    }

    public void Clear(SKColor color) => _target.Erase(color);

    public void DrawBitmap(SKBitmap bitmap, float x, float y, SKPaint? paint = null)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        DrawBitmap(bitmap, SKRect.Create(x, y, bitmap.Width, bitmap.Height), paint);
    }

    public void DrawBitmap(SKBitmap bitmap, SKRect dest, SKPaint? paint = null)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        DrawBitmap(bitmap, SKRect.Create(bitmap.Width, bitmap.Height), dest, paint);
    }

    public void DrawBitmap(SKBitmap bitmap, SKRect source, SKRect dest, SKPaint? paint = null)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        if (!bitmap.ReadyToDraw || !_target.ReadyToDraw || source.Width <= 0 || source.Height <= 0 || dest.Width <= 0 || dest.Height <= 0)
            return;
        using BitmapSampler sampler = BitmapSampler.Create(bitmap, source, dest, paint?.FilterQuality ?? SKFilterQuality.None);
        BitmapBlender.Draw(sampler, _target, dest, paint?.ColorFilter);
    }
}
