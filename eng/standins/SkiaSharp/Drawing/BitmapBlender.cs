using System.Numerics;

namespace SkiaSharp;

internal static class BitmapBlender
{
    /// <summary>Draws over the pixels of the target whose centers lie within the rectangle.</summary>
    public static unsafe void Draw(BitmapSampler sampler, SKBitmap target, SKRect dest, SKColorFilter? filter)
    {
        (int left, int right) = Covered(dest.Left, dest.Right, target.Width);
        (int top, int bottom) = Covered(dest.Top, dest.Bottom, target.Height);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                Vector4 color = sampler.Sample(x + 0.5f, y + 0.5f);
                if (filter is not null)
                    color = ColorVector.FromColor(filter.Apply(ColorVector.ToColor(color)));
                byte* pixel = target.AddressOf(x, y);
                if (color.W < byte.MaxValue)
                    color += ColorVector.Load(target, pixel) * (1 - (color.W / byte.MaxValue));
                ColorVector.Store(target, pixel, color);
            }
        }
    }

    private static (int First, int End) Covered(float from, float to, int length) =>
        ((int)Math.Clamp(MathF.Ceiling(from - 0.5f), 0, length), (int)Math.Clamp(MathF.Ceiling(to - 0.5f), 0, length));
}
