using System.Numerics;

namespace SnowLeopard;

/// <summary>Sky, ridges, a slope of snow and gravel, and boulders.</summary>
internal static class Terrain
{
    public static void Draw(Canvas canvas, Random random)
    {
        Vector3 sky = Vector3.Lerp(new Vector3(0.55f, 0.68f, 0.85f), new Vector3(0.8f, 0.8f, 0.82f), random.NextSingle());
        canvas.Paint(0, 0, canvas.Width, canvas.Height, (_, _) => 1, (_, y) => sky * (1 - 0.3f * y / canvas.Height));
        for (int ridge = 0; ridge < 3; ridge++)
        {
            Noise outline = new(random),
                texture = new(random);
            float level = canvas.Height * (0.2f + 0.15f * ridge);
            var rock = new Vector3(0.45f - 0.06f * ridge, 0.43f - 0.06f * ridge, 0.42f - 0.06f * ridge);
            float snowLine = random.NextSingle();
            canvas.Paint(
                0,
                0,
                canvas.Width,
                canvas.Height,
                (x, y) => y - level - 30 * outline.At(x * 0.03f, ridge),
                (x, y) =>
                    texture.At(x * 0.05f, y * 0.09f) > snowLine - 0.2f
                        ? rock * (0.8f + 0.4f * texture.At(x * 0.4f, y * 0.4f))
                        : new Vector3(0.9f, 0.92f, 0.95f)
            );
        }

        Noise ground = new(random),
            grain = new(random);
        float start = canvas.Height * 0.55f,
            share = random.NextSingle();
        canvas.Paint(
            0,
            0,
            canvas.Width,
            canvas.Height,
            (x, y) => y - start - 12 * ground.At(x * 0.02f, 3),
            (x, y) =>
                ground.At(x * 0.03f, y * 0.06f) > share
                    ? new Vector3(0.88f, 0.9f, 0.94f) * (0.9f + 0.1f * grain.At(x, y))
                    : new Vector3(0.5f, 0.46f, 0.4f) * (0.6f + 0.7f * grain.At(x * 0.7f, y * 0.7f))
        );
        Boulders(canvas, random, random.Next(3, 10), 0.5f, 10);
    }

    /// <summary>Boulders and grass before the animal, which hide parts of it.</summary>
    public static void DrawForeground(Canvas canvas, Random random)
    {
        Boulders(canvas, random, random.Next(0, 4), 0.75f, 14);
        int blades = random.Next(0, 25);
        for (int i = 0; i < blades; i++)
        {
            float x = random.Next(canvas.Width),
                length = 8 + 14 * random.NextSingle();
            canvas.Ellipse(
                x,
                canvas.Height - length / 2,
                0.8f,
                length,
                0.4f * (random.NextSingle() - 0.5f),
                new Vector3(0.55f, 0.5f, 0.3f)
            );
        }
    }

    private static void Boulders(Canvas canvas, Random random, int count, float from, float size)
    {
        for (int i = 0; i < count; i++)
        {
            float x = random.Next(canvas.Width),
                y = canvas.Height * (from + (1 - from) * random.NextSingle()),
                radius = size * (0.4f + random.NextSingle());
            float gray = 0.25f + 0.35f * random.NextSingle();
            canvas.Ellipse(x, y + 2, radius * 1.3f, radius * 0.9f, random.NextSingle(), new Vector3(gray * 0.5f));
            canvas.Ellipse(x, y, radius * 1.2f, radius * 0.8f, random.NextSingle(), new Vector3(gray, gray * 0.97f, gray * 0.93f));
            for (int spot = 0; spot < 6; spot++)
                canvas.Ellipse(
                    x + radius * (random.NextSingle() - 0.5f),
                    y + radius * 0.8f * (random.NextSingle() - 0.5f),
                    1 + 2 * random.NextSingle(),
                    1 + random.NextSingle(),
                    0,
                    new Vector3(gray * (0.7f + 0.6f * random.NextSingle()))
                );
        }
    }

    /// <summary>Smooth noise between 0 and 1: random values on a lattice, joined smoothly.</summary>
    private sealed class Noise(Random random)
    {
        private const int Side = 64;
        private readonly float[] _lattice = [.. Enumerable.Range(0, Side * Side).Select(_ => random.NextSingle())];

        public float At(float x, float y)
        {
            int left = (int)MathF.Floor(x),
                top = (int)MathF.Floor(y);
            float u = x - left,
                v = y - top;
            u = u * u * (3 - 2 * u);
            v = v * v * (3 - 2 * v);
            return float.Lerp(
                float.Lerp(Corner(left, top), Corner(left + 1, top), u),
                float.Lerp(Corner(left, top + 1), Corner(left + 1, top + 1), u),
                v
            );
        }

        private float Corner(int x, int y) => _lattice[(y & (Side - 1)) * Side + (x & (Side - 1))];
    }
}
