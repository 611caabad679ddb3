using SkiaSharp;

namespace Unlabelled;

/// <summary>Balls, boxes, tents and posts on the ground under a sky, of any size, place and colours: for a run without photos.</summary>
internal static class DrawnPhotos
{
    private const int Side = 24;

    private static readonly string[] Things = ["ball", "box", "tent", "post"];

    public static PhotoSet Create(int train, int test) => new(Draw(train, seed: 1), Draw(test, seed: 2));

    private static Photo[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new Photo(Draw(Things[i % Things.Length], random), Things[i % Things.Length]))];
    }

    private static byte[] Draw(string thing, Random random)
    {
        double size = 5 + (random.NextDouble() * 3),
            x = size + (random.NextDouble() * (Side - (2 * size))),
            ground = 15 + (random.NextDouble() * 6);
        int[] sky = Colour(random, 40),
            earth = Colour(random, 0),
            ink = Colour(random, 150);
        using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
            {
                double across = Math.Abs(column - x),
                    up = ground - row;
                bool inside = thing switch
                {
                    "ball" => Math.Sqrt((across * across) + Math.Pow(up - size, 2)) < size,
                    "box" => across < size && up >= 0 && up < 1.4 * size,
                    "tent" => up >= 0 && across < size - (up / 1.6),
                    _ => across < size / 4 && up >= 0 && up < 2 * size,
                };
                int[] colour =
                    inside ? ink
                    : up > 0 ? sky
                    : earth;
                int light = random.Next(-20, 21) + (inside ? (int)(3 * up) : 0);
                bitmap.SetPixel(column, row, new SKColor(Shade(colour[0], light), Shade(colour[1], light), Shade(colour[2], light)));
            }
        }

        using var stream = new MemoryStream();
        bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
        return stream.ToArray();
    }

    private static int[] Colour(Random random, int from) => [from + random.Next(60), from + random.Next(60), from + random.Next(60)];

    private static byte Shade(int channel, int light) => (byte)Math.Clamp(channel + light, 0, 255);
}
