using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Decisions;

/// <summary>Scores of a classifier of four classes, as of its predictions, and what scipy and scikit-learn make of them.</summary>
internal static class ScoredCases
{
    public static readonly string[] Classes = ["lynx", "manul", "margay", "serval"];

    public static readonly JsonElement Expected = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "decisions.json")))
        .RootElement;

    /// <summary>Predictions with probabilities, or with logits.</summary>
    public static IDataView Rows(MLContext ml, bool logits = false) =>
        Rows(
            ml,
            Vectors(logits ? "logits" : "shares"),
            [.. Expected.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32())],
            Vectors("features")
        );

    /// <summary>Predictions for these scores; a label of -1 is missing.</summary>
    public static IDataView Rows(MLContext ml, IEnumerable<float[]> scores, int[]? labels = null, float[][]? features = null)
    {
        var rows = scores
            .Select(
                (s, i) =>
                    new Row
                    {
                        Score = s,
                        Class =
                            labels is null ? Classes[0]
                            : labels[i] < 0 ? ""
                            : Classes[labels[i]],
                        Features = features?[i] ?? new float[6],
                    }
            )
            .ToList();
        IDataView data = ml.Data.LoadFromEnumerable(rows);
        var keys = ml.Data.LoadFromEnumerable(Classes.Select(c => new { Class = c }));
        data = ml.Transforms.Conversion.MapValueToKey("Label", "Class", keyData: keys).Fit(data).Transform(data);
        // What a trainer predicts is a key of the same classes.
        return ml.Transforms.CopyColumns("PredictedLabel", "Label").Fit(data).Transform(data);
    }

    public static float[][] Vectors(string name) => Vectors(Expected.GetProperty(name));

    public static float[][] Vectors(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetSingle()).ToArray())];

    public static double Number(params string[] path) => path.Aggregate(Expected, (e, name) => e.GetProperty(name)).GetDouble();

    public static void AssertClose(float[][] expected, IEnumerable<float[]> actual, float tolerance)
    {
        float[][] found = [.. actual];
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.All(expected[i].Zip(found[i]), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    /// <summary>What is read of a stage after it was saved and loaded by ML.NET alone.</summary>
    public static IDataView Saved(MLContext ml, ITransformer stage, IDataView data)
    {
        using var folder = new TemporaryFolder();
        ml.Model.Save(stage, data.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext().Model.Load(folder.File("model.zip"), out _);
        return loaded.Transform(data);
    }

    /// <summary>Keys as the names that they stand for; missing ones as null.</summary>
    public static IReadOnlyList<string?> Names(IDataView data, string column)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        data.Schema[column].GetKeyValues(ref values);
        string[] names = [.. values.DenseValues().Select(v => v.ToString())];
        return [.. data.GetColumn<uint>(column).Select(k => k == 0 ? null : names[k - 1])];
    }

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Score { get; set; } = [];

        public string Class { get; set; } = "";

        [VectorType(6)]
        public float[] Features { get; set; } = [];
    }
}
