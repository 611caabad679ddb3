using System.Numerics;

namespace SkiaSharp;

/// <summary>Halves bitmaps, by averages over 2 pixels, or over 3 with the weights 1, 2, 1 where their number is odd.</summary>
internal static unsafe class Mipmap
{
    /// <summary>The largest copy that has no more than twice the resolution asked for; the bitmap itself where that has.</summary>
    public static SKBitmap Shrink(SKBitmap bitmap, Vector2 scale)
    {
        int levels = (int)MathF.Floor(MathF.Log2(MathF.Sqrt(scale.X * scale.Y)));
        SKBitmap level = bitmap;
        for (int i = 0; i < levels && (level.Width > 1 || level.Height > 1); i++)
        {
            SKBitmap half = Halve(level);
            if (level != bitmap)
                level.Dispose();
            level = half;
        }

        return level;
    }

    private static SKBitmap Halve(SKBitmap bitmap)
    {
        var half = new SKBitmap(bitmap.Info.WithSize(Math.Max(1, bitmap.Width / 2), Math.Max(1, bitmap.Height / 2)));
        int channels = bitmap.BytesPerPixel;
        (int columns, int columnShift) = Taps(bitmap.Width);
        (int rows, int rowShift) = Taps(bitmap.Height);
        for (int y = 0; y < half.Height; y++)
        {
            for (int x = 0; x < half.Width; x++)
            {
                byte* from = bitmap.AddressOf(2 * x, 2 * y);
                byte* to = half.AddressOf(x, y);
                for (int channel = 0; channel < channels; channel++)
                {
                    int sum = 0;
                    for (int row = 0; row < rows; row++)
                    {
                        byte* line = from + ((long)row * bitmap.RowBytes) + channel;
                        int across = columns switch
                        {
                            1 => line[0],
                            2 => line[0] + line[channels],
                            _ => line[0] + (2 * line[channels]) + line[2 * channels],
                        };
                        sum += rows == 3 && row == 1 ? 2 * across : across;
                    }

                    to[channel] = (byte)(sum >> (columnShift + rowShift));
                }
            }
        }

        return half;
    }

    private static (int Taps, int Shift) Taps(int length) => length == 1 ? (1, 0) : length % 2 == 0 ? (2, 1) : (3, 2);
}
