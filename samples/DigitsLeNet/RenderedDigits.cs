using System.Globalization;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace DigitsLeNet;

/// <summary>Digits drawn with strokes, each a little different: for a run without MNIST's files.</summary>
internal static class RenderedDigits
{
    private const int Side = 28;

    // The corners of each digit's strokes, on a field of 4 x 6.
    private static readonly string[] Strokes =
    [
        "00 40 46 06 00",
        "11 20 26",
        "00 40 43 06 46",
        "00 40 43 23 43 46 06",
        "00 03 43 40 46",
        "40 00 03 43 46 06",
        "40 00 06 46 43 03",
        "00 40 16",
        "00 40 46 06 00 03 43",
        "43 03 00 40 46 06",
    ];

    public static IDataView Create(MLContext ml, int count, int seed)
    {
        var random = new Random(seed);
        Row[] rows = [.. Enumerable.Range(0, count).Select(i => Draw(i % 10, random))];
        IDataView data = ml.Data.LoadFromEnumerable(rows);
        return ml.Transforms.Conversion.MapValueToKey(nameof(Row.Label)).Fit(data).Transform(data);
    }

    private static Row Draw(int digit, Random random)
    {
        float left = 7 + (4 * random.NextSingle()),
            top = 5 + (4 * random.NextSingle()),
            across = 2.2f + random.NextSingle(),
            down = 2.2f + (0.6f * random.NextSingle());
        float slant = random.NextSingle() - 0.5f,
            half = 1 + random.NextSingle();
        Vector2[] points =
        [
            .. Strokes[digit]
                .Split(' ')
                .Select(p => new Vector2(
                    left + (across * (p[0] - '0')) + (slant * ('6' - p[1])) + random.NextSingle() - 0.5f,
                    top + (down * (p[1] - '0')) + random.NextSingle() - 0.5f
                )),
        ];
        var features = new float[Side * Side];
        for (int i = 0; i < features.Length; i++)
        {
            var pixel = new Vector2(i % Side, i / Side);
            float distance = points.Zip(points.Skip(1), (from, to) => Distance(pixel, from, to)).Min();
            features[i] = Math.Clamp(half + 0.5f - distance, 0, 1);
        }

        return new Row { Label = digit.ToString(CultureInfo.InvariantCulture), Features = features };
    }

    private static float Distance(Vector2 pixel, Vector2 from, Vector2 to)
    {
        Vector2 stroke = to - from;
        float along = Math.Clamp(Vector2.Dot(pixel - from, stroke) / stroke.LengthSquared(), 0, 1);
        return Vector2.Distance(pixel, from + (along * stroke));
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        [VectorType(Side * Side)]
        public float[] Features { get; set; } = [];
    }
}
