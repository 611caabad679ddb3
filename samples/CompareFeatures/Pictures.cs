using SkiaSharp;

/// <summary>Discs, rings and crosses of any size, place and colours, on grainy ground: alike in their pixels, not in their form.</summary>
internal static class Pictures
{
    private const int Side = 64;

    public static List<Picture> Draw(string folder, int each)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(1);
        var pictures = new List<Picture>();
        for (int i = 0; i < 3 * each; i++)
        {
            string label = ((string[])["disc", "ring", "cross"])[i % 3];
            string path = Path.Combine(folder, $"{label}{i / 3:00}.png");
            using SKBitmap bitmap = Draw(label, random);
            using FileStream file = File.Create(path);
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
            pictures.Add(new Picture(path, label));
        }

        return pictures;
    }

    private static SKBitmap Draw(string label, Random random)
    {
        double radius = 14 + (random.NextDouble() * 8),
            x = radius + (random.NextDouble() * (Side - (2 * radius))),
            y = radius + (random.NextDouble() * (Side - (2 * radius)));
        double angle = random.NextDouble() * Math.PI,
            thickness = radius * 0.35;
        int[] ground = Colour(random, 0),
            ink = Colour(random, 110);
        var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
            {
                double dx = column - x,
                    dy = row - y,
                    distance = Math.Sqrt((dx * dx) + (dy * dy));
                double along = (dx * Math.Cos(angle)) + (dy * Math.Sin(angle)),
                    across = (dy * Math.Cos(angle)) - (dx * Math.Sin(angle));
                bool inside = label switch
                {
                    "disc" => distance < radius,
                    "ring" => Math.Abs(distance - radius + (thickness / 2)) < thickness / 2,
                    _ => distance < radius && Math.Min(Math.Abs(along), Math.Abs(across)) < thickness / 2,
                };
                int[] colour = inside ? ink : ground;
                int grain = random.Next(-12, 13);
                bitmap.SetPixel(column, row, new SKColor(Shade(colour[0], grain), Shade(colour[1], grain), Shade(colour[2], grain)));
            }
        }

        return bitmap;
    }

    private static int[] Colour(Random random, int from) => [from + random.Next(146), from + random.Next(146), from + random.Next(146)];

    private static byte Shade(int channel, int grain) => (byte)Math.Clamp(channel + grain, 0, 255);
}
