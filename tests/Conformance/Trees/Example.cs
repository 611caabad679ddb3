using Microsoft.ML;
using Microsoft.ML.Data;

namespace Conformance.Trees;

/// <summary>A row with a label for each kind of task.</summary>
internal sealed class Example
{
    public bool Label { get; set; }

    public float Target { get; set; }

    public string Class { get; set; } = "";

    public float Weight { get; set; } = 1;

    [VectorType(4)]
    public float[] Features { get; set; } = [];

    /// <summary>
    /// Rows whose first two features decide, with some labels flipped; the third feature is noise with many zeros, the
    /// fourth always the same.
    /// </summary>
    public static Example[] Draw(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => One(random))];
    }

    public Example With(float[] features) => new() { Label = Label, Target = Target, Class = Class, Weight = Weight, Features = features };

    private static Example One(Random random)
    {
        float x = random.Next(1000) / 100f;
        float y = random.Next(1000) / 100f;
        float noise = Math.Max(0, random.Next(-500, 500) / 100f);
        bool above = x + y > 10;
        return new Example
        {
            Label = above != (random.Next(10) == 0),
            Target = 2 * x - y + random.Next(100) / 100f,
            Class = above ? x > y ? "right" : "left" : "below",
            Features = [x, y, noise, 3],
        };
    }
}

internal sealed class Empty
{
}

internal sealed class Prediction
{
    public float Score { get; set; }

    public bool PredictedLabel { get; set; }
}

internal sealed class CalibratedPrediction
{
    public float Score { get; set; }

    public float Probability { get; set; }

    public bool PredictedLabel { get; set; }
}

internal static class ViewExtensions
{
    public static float[] Scores(this ITransformer model, IDataView data) => [.. model.Transform(data).GetColumn<float>("Score")];

    public static string ScoreKind(this DataViewSchema schema)
    {
        ReadOnlyMemory<char> kind = default;
        schema["Score"].Annotations.GetValue("ScoreColumnKind", ref kind);
        return kind.ToString();
    }
}
