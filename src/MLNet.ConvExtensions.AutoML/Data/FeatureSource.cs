using Microsoft.ML;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>
/// The features of all sets. Those of stages that don't learn from labels are computed once; those of stages that do are computed for every
/// training part, and the last one is kept.
/// </summary>
internal sealed class FeatureSource(MLContext context, LabelledRows data, FeatureComparisonOptions options) : IDisposable
{
    private readonly Dictionary<string, ComputedFeatures> _computed = [];
    private readonly Dictionary<string, FeatureSet> _learning = [];
    private readonly Dictionary<string, (int[] Train, ComputedFeatures Features)> _last = [];
    private ITransformer? _taken;
    private long _bytes;

    public List<FailedImage> Failures { get; } = [];

    public IEnumerable<string> Names => _computed.Keys;

    public ComputedFeatures this[string set] => _computed[set];

    /// <summary>Computes the set's features. Rows that its stage fails on are returned.</summary>
    /// <exception cref="FeatureComparisonException">The stage gives no features, or fails on too many images.</exception>
    public IReadOnlyCollection<int> Add(FeatureSet set, int[] development, CancellationToken cancellation)
    {
        if (set.LearnsFromLabels)
            _learning.Add(set.Name, set);
        SavedFeatures? saved = set.LearnsFromLabels ? null : SavedFeatures.Find(options.WorkFolder, set.Name, data);
        (ComputedFeatures features, SortedDictionary<int, string> failures) = saved is not null ? saved.Open(set, data.Count) : Compute(set, development, !set.LearnsFromLabels, cancellation);
        _computed.Add(set.Name, features);
        foreach ((int row, string reason) in failures)
            Failures.Add(new FailedImage(data.Names[row], set.Name, reason));
        if (saved is null && !set.LearnsFromLabels)
            SavedFeatures.Write(options.WorkFolder, features, failures, data);
        return failures.Keys;
    }

    public FeatureTable Get(string set, int[] train, CancellationToken cancellation) => Fitted(set, train, cancellation).Table;

    /// <summary>The stage fitted on these rows, with the features of all.</summary>
    public ComputedFeatures Fitted(string set, int[] train, CancellationToken cancellation)
    {
        if (!_learning.TryGetValue(set, out FeatureSet? learning))
            return _computed[set];
        if (_last.TryGetValue(set, out var last))
        {
            if (last.Train.SequenceEqual(train))
                return last.Features;
            _bytes -= last.Features.Table.Bytes;
            last.Features.Dispose(exceptStage: null);
        }

        ComputedFeatures features = Compute(learning, train, keep: false, cancellation).Features;
        _last[set] = (train, features);
        return features;
    }

    /// <summary>The fitted stage, which then belongs to the caller.</summary>
    public ITransformer TakeStage(FeatureSet set, int[] train, CancellationToken cancellation)
    {
        _taken = Fitted(set.Name, train, cancellation).Stage ?? Fit(set, train);
        return _taken;
    }

    public void Dispose()
    {
        foreach (ComputedFeatures features in _computed.Values.Concat(_last.Values.Select(l => l.Features)))
            features.Dispose(exceptStage: _taken);
    }

    private (ComputedFeatures Features, SortedDictionary<int, string> Failures) Compute(FeatureSet set, int[] train, bool keep, CancellationToken cancellation)
    {
        try
        {
            ITransformer stage = Fit(set, train);
            var reader = new FeatureReader(set, stage, data, options.FailedShare);
            FeatureTable table = reader.Read(data.UsedRows, dimension => Create(set.Name, dimension, keep), cancellation);
            return (new ComputedFeatures(set, table, stage, reader.SecondsPerImage), reader.Failures);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new FeatureComparisonException($"Feature set '{set.Name}' was left out: {e.GetBaseException().Message}", e);
        }
    }

    private ITransformer Fit(FeatureSet set, int[] train)
    {
        IDataView rows = new RowSubset(data.Source, train);
        if (set.LearnsFromLabels)
            return set.Stage.Fit(rows);
        try
        {
            return set.Stage.Fit(context.Transforms.DropColumns(options.LabelColumnName).Fit(rows).Transform(rows));
        }
        catch (Exception e) when (e.Message.Contains($"'{options.LabelColumnName}'", StringComparison.Ordinal))
        {
            throw new FeatureComparisonException($"its stage asks for column '{options.LabelColumnName}'; a stage that learns from labels says so by {nameof(FeatureSet.LearnsFromLabels)}.", e);
        }
    }

    private FeatureTable Create(string set, int dimension, bool keep)
    {
        long bytes = 4L * data.Count * dimension;
        _bytes += bytes;
        if (keep && options.WorkFolder is { } folder)
            return FeatureTable.InFile(SavedFeatures.ValuesFile(folder, set), data.Count, dimension);
        return _bytes > options.CacheMegabytes * 1024L * 1024 || bytes > int.MaxValue
            ? FeatureTable.InTemporaryFile(data.Count, dimension)
            : FeatureTable.InMemory(data.Count, dimension);
    }
}
