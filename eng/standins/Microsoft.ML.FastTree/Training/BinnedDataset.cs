using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The training rows with every feature that a split can use turned into bins.</summary>
internal sealed class BinnedDataset
{
    private BinnedDataset(int rowCount, float[] labels, double[]? weights, BinColumn[] columns, double[][] upperBounds, int[] sourceFeatures)
    {
        RowCount = rowCount;
        Labels = labels;
        Weights = weights;
        Columns = columns;
        UpperBounds = upperBounds;
        SourceFeatures = sourceFeatures;
        BinOffsets = new int[columns.Length + 1];
        MaskOffsets = new int[columns.Length + 1];
        for (int i = 0; i < columns.Length; i++)
        {
            BinOffsets[i + 1] = checked(BinOffsets[i] + upperBounds[i].Length);
            MaskOffsets[i + 1] = MaskOffsets[i] + (upperBounds[i].Length + 63) / 64;
        }
    }

    public int RowCount { get; }

    public float[] Labels { get; }

    /// <summary>Null where the rows count equally.</summary>
    public double[]? Weights { get; }

    public int FeatureCount => Columns.Length;

    public BinColumn[] Columns { get; }

    public double[][] UpperBounds { get; }

    /// <summary>The index that each feature kept has in the features column.</summary>
    public int[] SourceFeatures { get; }

    /// <summary>By feature: where its bins begin in an array of all features' bins.</summary>
    public int[] BinOffsets { get; }

    /// <summary>By feature: where its words begin in an array with a bit for every bin.</summary>
    public int[] MaskOffsets { get; }

    public static BinnedDataset Create(TrainingData rows, TreeOptions options, ParallelOptions parallel)
    {
        FeatureValues[] features = Transpose(rows);
        var bounds = new double[features.Length][];
        int maxBins = options.MaximumBinCountPerFeature;
        Parallel.For(0, features.Length, parallel, () => new BinFinder(), (i, _, finder) =>
        {
            bounds[i] = finder.FindUpperBounds(features[i].Values, rows.Count, Math.Max(2, maxBins), options.MinimumExampleCountPerLeaf);
            return finder;
        }, _ => { });
        int[] kept = [.. Enumerable.Range(0, features.Length).Where(i => bounds[i].Length > 1)];
        Contracts.Check(maxBins >= 2 || kept.Length == 0, $"The values of a feature can't be told apart by {maxBins} bins; at least 2 are needed.");
        // Without any usable feature one useless one stays, so that the learner has something to fail on.
        if (kept.Length == 0)
            kept = [0];
        var columns = new BinColumn[kept.Length];
        Parallel.For(0, kept.Length, parallel, i => columns[i] = BinColumn.Create(features[kept[i]], rows.Count, bounds[kept[i]]));
        double[]? weights = rows.Weights is null ? null : Array.ConvertAll(rows.Weights, weight => (double)weight);
        return new BinnedDataset(rows.Count, rows.Labels, weights, columns, [.. kept.Select(i => bounds[i])], kept);
    }

    private static FeatureValues[] Transpose(TrainingData rows)
    {
        var features = new FeatureValues[rows.FeatureCount];
        for (int i = 0; i < features.Length; i++)
            features[i] = new FeatureValues();
        for (int row = 0; row < rows.Count; row++)
        {
            foreach ((int feature, float value) in rows.Features[row].Items())
                features[feature].Add(row, value);
        }

        return features;
    }
}
