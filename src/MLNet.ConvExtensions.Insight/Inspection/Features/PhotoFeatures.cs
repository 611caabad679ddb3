using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Inspection.Features;

/// <summary>The features of photos, scaled to length 1.</summary>
internal static class PhotoFeatures
{
    /// <param name="backbone">The network.</param>
    /// <param name="paths">The photos' paths.</param>
    /// <param name="threads">Photos that are read at the same time.</param>
    /// <param name="failed">Is told which photo has no features, and why.</param>
    /// <param name="progress">Is told how many photos are done.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The features of each photo; null where there are none.</returns>
    public static float[]?[] Compute(
        Backbone backbone,
        IReadOnlyList<string> paths,
        int threads,
        Action<int, string> failed,
        Action<long> progress,
        CancellationToken cancellation
    )
    {
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable(paths.Select(path => new Row { Path = path }));
        var options = new ConvFeaturesOptions
        {
            InputColumnName = nameof(Row.Path),
            BadImages = BadImageHandling.Missing,
            NumberOfThreads = threads,
            CacheMegabytes = 0,
        };
        using ConvFeaturesTransformer transformer = context.Transforms.ConvFeatures(backbone, options).Fit(data);
        IDataView computed = transformer.Transform(data);
        DataViewSchema.Column column = computed.Schema[options.OutputColumnName];
        using DataViewRowCursor cursor = computed.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> features = default;
        var rows = new float[]?[paths.Count];
        for (int i = 0; cursor.MoveNext(); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            getter(ref features);
            float[] row = [.. features.DenseValues()];
            float norm = TensorPrimitives.Norm<float>(row);
            if (float.IsFinite(norm) && norm > 0)
            {
                TensorPrimitives.Divide(row, norm, row);
                rows[i] = row;
            }

            progress(i + 1);
        }

        Dictionary<long, string> reasons = transformer.BadImages.First.DistinctBy(b => b.Row).ToDictionary(b => b.Row, b => b.Reason);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] is null)
                failed(i, reasons.GetValueOrDefault(i) ?? $"The network's features of '{paths[i]}' are all 0, or not all numbers.");
        }

        return rows;
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }
}
