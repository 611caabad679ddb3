using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Trainers;

/// <summary>A row of three classes, one of which is the positive one of the binary tasks.</summary>
internal sealed class Sample
{
    public const int FeatureCount = 4;

    public string Name { get; set; } = "";

    public int Number { get; set; }

    public bool IsFirst { get; set; }

    public float Weight { get; set; } = 1;

    [VectorType(FeatureCount)]
    public float[] Features { get; set; } = new float[FeatureCount];

    /// <summary>Rows whose features are noise, with one more on the feature of their class; the last feature says nothing.</summary>
    public static Sample[] Draw(int count, int seed = 7)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => One(i % 3, random))];
    }

    /// <summary>The same rows, of which some have a missing feature, label or weight.</summary>
    public static Sample[] WithGaps(Sample[] rows) =>
    [
        .. rows,
        new() { Name = "class1", Features = [float.NaN, 0, 0, 0], IsFirst = true },
        new() { Name = "class2", Features = [0, float.PositiveInfinity, 0, 0], IsFirst = true },
    ];

    public static IDataView View(MLContext context, IEnumerable<Sample> rows) => context.Data.LoadFromEnumerable(rows);

    /// <summary>A view with the names as the key column Label.</summary>
    public static IDataView KeyedView(MLContext context, IEnumerable<Sample> rows, string column = nameof(Name))
    {
        IDataView view = View(context, rows);
        return context.Transforms.Conversion.MapValueToKey("Label", column).Fit(view).Transform(view);
    }

    private static Sample One(int cls, Random random)
    {
        var features = new float[FeatureCount];
        for (int j = 0; j < features.Length; j++)
            features[j] = (float)(random.NextDouble() + (j == cls ? 0.6 : 0));
        return new Sample { Name = $"class{cls}", Number = 10 * cls, IsFirst = cls == 0, Weight = 1 + random.Next(3), Features = features };
    }
}
