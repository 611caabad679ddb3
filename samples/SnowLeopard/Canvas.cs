using System.Numerics;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace SnowLeopard;

/// <summary>A picture of floating-point colours (0 to 1) with the few brushes that the drawing needs.</summary>
internal sealed class Canvas(int width, int height, Random random)
{
    private readonly Vector3[] _pixels = new Vector3[width * height];

    public int Width => width;

    public int Height => height;

    public ref Vector3 this[int x, int y] => ref _pixels[y * width + x];

    /// <summary>Paints every pixel for which a shape gives an opacity above zero.</summary>
    public void Paint(int left, int top, int right, int bottom, Func<int, int, float> opacity, Func<int, int, Vector3> color)
    {
        for (int y = Math.Max(top, 0); y < Math.Min(bottom, height); y++)
        {
            for (int x = Math.Max(left, 0); x < Math.Min(right, width); x++)
            {
                float amount = Math.Clamp(opacity(x, y), 0, 1);
                if (amount > 0)
                    this[x, y] = Vector3.Lerp(this[x, y], color(x, y), amount);
            }
        }
    }

    /// <summary>Paints a turned ellipse with a soft edge.</summary>
    public void Ellipse(float centerX, float centerY, float radiusX, float radiusY, float angle, Vector3 color)
    {
        (float sin, float cos) = MathF.SinCos(angle);
        int reach = (int)MathF.Ceiling(MathF.Max(radiusX, radiusY)) + 1;
        Paint((int)centerX - reach, (int)centerY - reach, (int)centerX + reach + 1, (int)centerY + reach + 1, Inside, (_, _) => color);

        float Inside(int x, int y)
        {
            float dx = x - centerX,
                dy = y - centerY;
            float u = (dx * cos + dy * sin) / radiusX,
                v = (dy * cos - dx * sin) / radiusY;
            return (1 - MathF.Sqrt(u * u + v * v)) * MathF.Min(radiusX, radiusY) + 0.5f;
        }
    }

    /// <summary>The camera's part: infrared gray at night, the sensor's noise, a darker rim.</summary>
    public void Finish(bool night)
    {
        float light = 0.75f + 0.5f * random.NextSingle();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                float dx = (x - width / 2f) / width,
                    dy = (y - height / 2f) / height,
                    rim = 1 - 0.6f * (dx * dx + dy * dy);
                Vector3 color = this[x, y] * light * rim;
                if (night)
                    color = new Vector3(0.55f * Vector3.Dot(color, new Vector3(0.3f, 0.6f, 0.1f)) * (1.2f - 1.4f * (dx * dx + dy * dy)));
                float noise = (random.NextSingle() + random.NextSingle() - 1) * (night ? 0.08f : 0.03f);
                this[x, y] = Vector3.Clamp(color + new Vector3(noise), Vector3.Zero, Vector3.One);
            }
        }
    }

    public void CopyTo(SKBitmap bitmap)
    {
        var bytes = new byte[width * height * 4];
        for (int i = 0; i < _pixels.Length; i++)
        {
            Vector3 color = _pixels[i] * 255;
            (bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2], bytes[4 * i + 3]) = ((byte)color.X, (byte)color.Y, (byte)color.Z, 255);
        }

        Marshal.Copy(bytes, 0, bitmap.GetPixels(), bytes.Length);
    }
}
