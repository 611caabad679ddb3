using System.Numerics;

namespace SkiaSharp;

/// <summary>
/// Reads a bitmap at places between its pixels, by Skia's rules: high quality is the Mitchell cubic where the picture grows, and
/// where it shrinks, as for medium quality, linear interpolation in a copy that was halved until it is less than twice too large.
/// </summary>
internal sealed unsafe class BitmapSampler : IDisposable
{
    private readonly SKBitmap _bitmap;
    private readonly bool _ownsBitmap;
    private readonly SKFilterQuality _quality;
    private readonly Vector2 _scale;
    private readonly Vector2 _origin;
    private readonly Vector2 _target;

    private BitmapSampler(SKBitmap bitmap, bool ownsBitmap, SKFilterQuality quality, Vector2 scale, Vector2 origin, Vector2 target)
    {
        _bitmap = bitmap;
        _ownsBitmap = ownsBitmap;
        _quality = quality;
        _scale = scale;
        _origin = origin;
        _target = target;
    }

    public static BitmapSampler Create(SKBitmap bitmap, SKRect source, SKRect dest, SKFilterQuality quality)
    {
        var scale = new Vector2(source.Width / dest.Width, source.Height / dest.Height);
        var origin = new Vector2(source.Left, source.Top);
        var target = new Vector2(dest.Left, dest.Top);
        if (quality == SKFilterQuality.High)
            quality = Effective(scale, origin - target);
        if (quality != SKFilterQuality.Medium)
            return new BitmapSampler(bitmap, false, quality, scale, origin, target);

        SKBitmap level = Mipmap.Shrink(bitmap, scale);
        var shrunk = new Vector2((float)level.Width / bitmap.Width, (float)level.Height / bitmap.Height);
        return new BitmapSampler(level, level != bitmap, SKFilterQuality.Low, scale * shrunk, origin * shrunk, target);
    }

    /// <summary>The color at a place of the target.</summary>
    public Vector4 Sample(float x, float y)
    {
        Vector2 at = ((new Vector2(x, y) - _target) * _scale) + _origin;
        return _quality switch
        {
            SKFilterQuality.None => Pixel((int)MathF.Floor(at.X), (int)MathF.Floor(at.Y)),
            SKFilterQuality.High => Cubic(at.X - 0.5f, at.Y - 0.5f),
            _ => Linear(at.X - 0.5f, at.Y - 0.5f),
        };
    }

    public void Dispose()
    {
        if (_ownsBitmap)
            _bitmap.Dispose();
    }

    private static SKFilterQuality Effective(Vector2 scale, Vector2 translation)
    {
        if (MathF.Min(scale.X, scale.Y) > 1)
            return SKFilterQuality.Medium;
        if (scale != Vector2.One)
            return SKFilterQuality.High;
        bool whole = translation.X == MathF.Floor(translation.X) && translation.Y == MathF.Floor(translation.Y);
        return whole ? SKFilterQuality.None : SKFilterQuality.Low;
    }

    private Vector4 Pixel(int x, int y) =>
        ColorVector.Load(_bitmap, _bitmap.AddressOf(Math.Clamp(x, 0, _bitmap.Width - 1), Math.Clamp(y, 0, _bitmap.Height - 1)));

    private Vector4 Linear(float x, float y)
    {
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        var upper = Vector4.Lerp(Pixel(left, top), Pixel(left + 1, top), x - left);
        var lower = Vector4.Lerp(Pixel(left, top + 1), Pixel(left + 1, top + 1), x - left);
        return Vector4.Lerp(upper, lower, y - top);
    }

    private Vector4 Cubic(float x, float y)
    {
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        Vector4 sum = Vector4.Zero;
        for (int row = -1; row <= 2; row++)
        {
            Vector4 line = Vector4.Zero;
            for (int column = -1; column <= 2; column++)
                line += Pixel(left + column, top + row) * Mitchell(x - left - column);
            sum += line * Mitchell(y - top - row);
        }

        // A premultiplied channel can't exceed its alpha.
        sum.W = Math.Clamp(sum.W, 0, byte.MaxValue);
        return Vector4.Clamp(sum, Vector4.Zero, new Vector4(sum.W));
    }

    // Mitchell and Netravali's filter with B = C = 1/3.
    private static float Mitchell(float distance)
    {
        float t = MathF.Abs(distance);
        return t < 1 ? ((((7 * t) - 12) * t * t) + (16f / 3)) / 6
            : t < 2 ? ((((((-7f / 3 * t) + 12) * t) - 20) * t) + (32f / 3)) / 6
            : 0;
    }
}
