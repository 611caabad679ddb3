using System.Numerics;

namespace SnowLeopard;

/// <summary>A four-legged animal: a snow leopard with rosettes and a long tail, or a plain brown ibex with horns.</summary>
internal static class Animal
{
    public static void Draw(Canvas canvas, Random random, bool spotted)
    {
        float scale = 1.1f + 0.9f * random.NextSingle();
        float x = canvas.Width * (0.2f + 0.6f * random.NextSingle()),
            y = canvas.Height * (0.55f + 0.25f * random.NextSingle());
        int facing = random.Next(2) == 0 ? -1 : 1;
        float tilt = 0.3f * (random.NextSingle() - 0.5f);
        float tone = 0.85f + 0.25f * random.NextSingle();
        Vector3 coat = (spotted ? new Vector3(0.68f, 0.65f, 0.6f) : new Vector3(0.5f, 0.4f, 0.3f)) * tone;
        float length = 24 * scale,
            depth = 9 * scale;

        for (int leg = 0; leg < 4; leg++)
        {
            float legX = x + facing * length * (leg < 2 ? 0.65f : -0.65f) + (leg % 2 == 0 ? 2 : -2) * scale;
            canvas.Ellipse(legX, y + depth, 2.2f * scale, 9 * scale, 0.2f * (random.NextSingle() - 0.5f), coat * 0.85f);
        }

        canvas.Ellipse(x, y, length, depth, tilt, coat);
        canvas.Ellipse(x, y + depth * 0.5f, length * 0.8f, depth * 0.5f, tilt, coat * 1.15f);
        float headX = x + facing * length * 1.05f,
            headY = y - depth * 0.8f;
        canvas.Ellipse(headX, headY, 6.5f * scale, 5.5f * scale, 0, coat);
        canvas.Ellipse(headX - 3 * scale, headY - 5 * scale, 2 * scale, 2 * scale, 0, coat * 0.8f);
        canvas.Ellipse(headX + 3 * scale, headY - 5 * scale, 2 * scale, 2 * scale, 0, coat * 0.8f);
        if (spotted)
        {
            Tail(canvas, x - facing * length, y, -facing, scale, coat);
            Rosettes(canvas, random, x, y, length, depth, tilt, scale);
        }
        else
        {
            Horns(canvas, headX, headY, -facing, scale);
        }
    }

    private static void Tail(Canvas canvas, float x, float y, int direction, float scale, Vector3 coat)
    {
        for (int i = 0; i < 14; i++)
        {
            float t = i / 13f;
            Vector3 color = i % 3 == 2 ? new Vector3(0.2f) : coat;
            canvas.Ellipse(
                x + direction * scale * 20 * t,
                y + scale * (8 * MathF.Sin(2.5f * t) - 4 * t),
                2.6f * scale,
                2.6f * scale,
                0,
                color
            );
        }
    }

    private static void Rosettes(Canvas canvas, Random random, float x, float y, float length, float depth, float tilt, float scale)
    {
        (float sin, float cos) = MathF.SinCos(tilt);
        int count = random.Next(30, 45);
        for (int i = 0; i < count; i++)
        {
            float angle = random.NextSingle() * MathF.Tau,
                reach = 0.88f * MathF.Sqrt(random.NextSingle());
            float u = length * reach * MathF.Cos(angle),
                v = depth * reach * MathF.Sin(angle);
            float size = scale * (1.3f + 0.8f * random.NextSingle());
            float spotX = x + u * cos - v * sin,
                spotY = y + u * sin + v * cos;
            canvas.Ellipse(spotX, spotY, size * 1.25f, size, tilt, new Vector3(0.17f, 0.16f, 0.16f));
            if (size > 1.4f)
                canvas.Ellipse(spotX, spotY, size * 0.5f, size * 0.4f, tilt, new Vector3(0.55f, 0.52f, 0.48f));
        }
    }

    private static void Horns(Canvas canvas, float x, float y, int direction, float scale)
    {
        for (int i = 0; i < 10; i++)
        {
            float t = i / 9f;
            canvas.Ellipse(
                x + direction * scale * 9 * t,
                y - scale * (5 + 8 * MathF.Sin(1.8f * t)),
                1.4f * scale,
                1.4f * scale,
                0,
                new Vector3(0.25f, 0.2f, 0.17f)
            );
        }
    }
}
