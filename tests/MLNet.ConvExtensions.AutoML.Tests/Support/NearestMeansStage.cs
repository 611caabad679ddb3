using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.AutoML.Tests.Support;

/// <summary>
/// A stage that learns from labels: a row's distances to the classes' means, of which it takes the better the more it uses of the column
/// that tells them apart.
/// </summary>
internal sealed class NearestMeansStage(MLContext context, double share, Action<int> fitted) : IEstimator<ITransformer>
{
    public static HyperParameter Share { get; } = new RealHyperParameter("Share", 0, 1, start: 0.2);

    public ITransformer Fit(IDataView input)
    {
        Sample[] rows = [.. context.Data.CreateEnumerable<Sample>(input, reuseRowObject: false, ignoreMissingColumns: true)];
        fitted(rows.Length);
        float[][] means =
        [
            .. rows.GroupBy(r => r.Label).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Mean([.. g.Select(Mixed)])),
        ];
        return context
            .Transforms.CustomMapping<Sample, Distances>(
                (from, to) => to.Values = [.. Enumerable.Range(0, 3).Select(c => Distance(Mixed(from), means[c]))],
                contractName: null
            )
            .Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;

    private float[] Mixed(Sample row) => [.. row.Good.Zip(row.Poor, (good, poor) => (float)((share * good) + ((1 - share) * poor)))];

    private static float[] Mean(float[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(d => rows.Average(r => r[d]))];

    private static float Distance(float[] a, float[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();

    private sealed class Distances
    {
        [ColumnName("Features")]
        [VectorType(3)]
        public float[] Values { get; set; } = [];
    }
}
