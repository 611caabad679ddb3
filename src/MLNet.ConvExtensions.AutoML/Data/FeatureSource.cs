using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>
/// The features of all sets. Those of stages that don't learn from labels are computed once for each of their hyper-parameters' values;
/// those of stages that do, for every training part as well. What was computed last is kept, so that trainers share it.
/// </summary>
internal sealed class FeatureSource(MLContext context, LabelledRows data, FeatureComparisonOptions options) : IDisposable
{
    /// <summary>Rows that are computed again to see whether saved features are still those of the stage.</summary>
    private const int ComparedRows = 8;

    /// <summary>The relative difference of features that are the same but for roundings.</summary>
    private const float Tolerance = 1e-4f;

    private readonly Dictionary<string, ComputedFeatures> _computed = [];
    private readonly Dictionary<string, int[]> _failed = [];
    private readonly LinkedList<(string Key, ComputedFeatures Features)> _kept = [];
    private readonly Dictionary<string, string> _contents = [];
    private readonly string _run = Guid.NewGuid().ToString("N");
    private int[] _development = [];
    private long _bytes;

    public List<FailedImage> Failures { get; } = [];

    public IEnumerable<string> Names => _computed.Keys;

    public IEnumerable<FeatureSet> Sets => _computed.Values.Select(c => c.Set);

    /// <summary>What the set's start values give, fitted on all images outside the test part.</summary>
    public ComputedFeatures this[string set] => _computed[set];

    /// <summary>Computes the set's features. Rows that its stage fails on are returned.</summary>
    /// <exception cref="FeatureComparisonException">The stage gives no features, or fails on too many images.</exception>
    public IReadOnlyCollection<int> Add(FeatureSet set, int[] development, CancellationToken cancellation)
    {
        _development = development;
        SavedFeatures? saved = set.LearnsFromLabels ? null : SavedFeatures.Find(options.WorkFolder, set, data);
        if (saved is not null && set.Identity is null && !IsStill(saved, set, cancellation))
            saved = null;
        (ComputedFeatures features, SortedDictionary<int, string> failures) = saved is not null
            ? saved.Open(set, data.Count)
            : Compute(set, set.Start, development, !set.LearnsFromLabels, cancellation);
        _computed.Add(set.Name, features);
        _failed.Add(set.Name, [.. failures.Keys]);
        string? identity = data.HasContents ? set.Identity : null;
        _contents.Add(set.Name, set.LearnsFromLabels ? identity ?? _run : features.Table.Hash(data.UsedRows.Except(failures.Keys)));
        foreach ((int row, string reason) in failures)
            Failures.Add(new FailedImage(data.Names[row], set.Name, reason));
        if (saved is null && !set.LearnsFromLabels)
            SavedFeatures.Write(options.WorkFolder, features, failures, data);
        return failures.Keys;
    }

    /// <summary>
    /// Tells the set's features from others that had the same name: by the features themselves. Those of a stage that learns from labels
    /// are known by its identity alone; without one they are known in this run only.
    /// </summary>
    public string ContentOf(string set) => _contents[set];

    /// <summary>The features of all rows, by a stage that was fitted on these ones if it learns from labels.</summary>
    public FeatureTable Get(string set, HyperParameterValues values, int[] train, CancellationToken cancellation)
    {
        ComputedFeatures first = _computed[set];
        int[] fitted = first.Set.LearnsFromLabels ? train : _development;
        if (!first.Set.LearnsFromLabels && values.Equals(first.Set.Start))
            return first.Table;
        string key = $"{set} {values} {Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(fitted)))}";
        LinkedListNode<(string Key, ComputedFeatures Features)>? node = _kept.First;
        while (node is not null && node.Value.Key != key)
            node = node.Next;
        if (node is not null)
            _kept.Remove(node);
        else
            node = new((key, ComputeAgain(first.Set, values, fitted, cancellation)));
        _kept.AddFirst(node);
        LetGo();
        return node.Value.Features.Table;
    }

    /// <summary>The fitted stage, which then belongs to the caller, and its features of all rows.</summary>
    public (ITransformer Stage, FeatureTable Table) TakeStage(
        string set,
        HyperParameterValues values,
        int[] train,
        CancellationToken cancellation
    )
    {
        ComputedFeatures first = _computed[set];
        if (first.Set.LearnsFromLabels)
        {
            ComputedFeatures features = Checked(first.Set, Compute(first.Set, values, train, keep: false, cancellation));
            _kept.AddFirst(("", features with { Stage = null }));
            return (features.Stage!, features.Table);
        }

        FeatureTable table = Get(set, values, train, cancellation);
        if (!values.Equals(first.Set.Start) || first.Stage is null)
            return (Fit(first.Set, values, _development), table);
        _computed[set] = first with { Stage = null };
        return (first.Stage, table);
    }

    public void Dispose()
    {
        foreach (ComputedFeatures features in _computed.Values.Concat(_kept.Select(k => k.Features)))
            features.Dispose();
    }

    /// <summary>Whether saved features are those of the stage as it is now, by some of the rows.</summary>
    private bool IsStill(SavedFeatures saved, FeatureSet set, CancellationToken cancellation)
    {
        ITransformer? stage = null;
        try
        {
            stage = Fit(set, set.Start, _development);
            int[] rows = [.. Sample(saved.Failures.Keys, ComparedRows)];
            var reader = new FeatureReader(set, stage, data, options.FailedShare);
            using FeatureTable now = reader.Read(rows, dimension => FeatureTable.InTemporaryFile(data.Count, dimension), cancellation);
            (ComputedFeatures before, _) = saved.Open(set, data.Count);
            using (before)
                return reader.Failures.Count == 0
                    && now.Dimension == before.Table.Dimension
                    && rows.All(row => IsNear(Row(now, row), Row(before.Table, row)));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Computing all of them says what is wrong.
            return false;
        }
        finally
        {
            (stage as IDisposable)?.Dispose();
        }
    }

    private static bool IsNear(float[] first, float[] second) =>
        first
            .Zip(second)
            .All(pair =>
                Math.Abs(pair.First - pair.Second) <= Tolerance * Math.Max(1, Math.Max(Math.Abs(pair.First), Math.Abs(pair.Second)))
            );

    private static float[] Row(FeatureTable table, int row)
    {
        var values = new float[table.Dimension];
        table.Read(row, values);
        return values;
    }

    /// <summary>Some of the rows that have features, spread over all.</summary>
    private IEnumerable<int> Sample(IEnumerable<int> failed, int most)
    {
        int[] rows = [.. data.UsedRows.Except(failed)];
        return rows.Length <= most ? rows : Enumerable.Range(0, most).Select(i => rows[(int)((long)i * rows.Length / most)]);
    }

    private ComputedFeatures ComputeAgain(FeatureSet set, HyperParameterValues values, int[] train, CancellationToken cancellation) =>
        Checked(set, Compute(set, values, train, keep: false, cancellation)).WithoutStage();

    /// <summary>Rows without features would be zeros to a trainer.</summary>
    private ComputedFeatures Checked(FeatureSet set, (ComputedFeatures Features, SortedDictionary<int, string> Failures) computed)
    {
        if (computed.Failures.Keys.Except(_failed.Values.SelectMany(f => f)).Select(r => (int?)r).FirstOrDefault() is not { } row)
            return computed.Features;
        computed.Features.Dispose();
        throw new FeatureComparisonException(
            $"Feature set '{set.Name}' failed on {data.Names[row]}, which it had features for before: {computed.Failures[row]}"
        );
    }

    private (ComputedFeatures Features, SortedDictionary<int, string> Failures) Compute(
        FeatureSet set,
        HyperParameterValues values,
        int[] train,
        bool keep,
        CancellationToken cancellation
    )
    {
        ITransformer? stage = null;
        try
        {
            var watch = Stopwatch.StartNew();
            stage = Fit(set, values, train);
            double seconds = watch.Elapsed.TotalSeconds;
            var reader = new FeatureReader(set, stage, data, options.FailedShare);
            FeatureTable table = reader.Read(data.UsedRows, dimension => Create(set, dimension, keep), cancellation);
            return (new ComputedFeatures(set, table, stage, reader.SecondsPerImage, seconds), reader.Failures);
        }
        catch (Exception e)
        {
            (stage as IDisposable)?.Dispose();
            if (e is OperationCanceledException)
                throw;
            throw new FeatureComparisonException($"Feature set '{set.Name}' was left out: {e.GetBaseException().Message}", e);
        }
    }

    private ITransformer Fit(FeatureSet set, HyperParameterValues values, int[] train)
    {
        IDataView rows = new RowSubset(data.Source, train);
        if (set.LearnsFromLabels)
            return set.Create(values).Fit(rows);
        try
        {
            return set.Create(values).Fit(context.Transforms.DropColumns(options.LabelColumnName).Fit(rows).Transform(rows));
        }
        catch (Exception e) when (e.Message.Contains($"'{options.LabelColumnName}'", StringComparison.Ordinal))
        {
            throw new FeatureComparisonException(
                $"its stage asks for column '{options.LabelColumnName}'; a stage that learns from labels says so by "
                    + $"{nameof(FeatureSet.LearnsFromLabels)}.",
                e
            );
        }
    }

    private FeatureTable Create(FeatureSet set, int dimension, bool keep)
    {
        // Of rows without contents no file is kept for later, and workers would write into the same one.
        if (keep && options.WorkFolder is { } folder && (data.HasContents || options.WorkerNumber is null))
            return FeatureTable.InFile(SavedFeatures.ValuesFile(folder, set), data.Count, dimension);
        long bytes = 4L * data.Count * dimension;
        // Tables that are kept only to save time are let go first.
        if (!keep)
            return bytes > Limit ? FeatureTable.InTemporaryFile(data.Count, dimension) : FeatureTable.InMemory(data.Count, dimension);
        _bytes += bytes;
        return _bytes > Limit ? FeatureTable.InTemporaryFile(data.Count, dimension) : FeatureTable.InMemory(data.Count, dimension);
    }

    private long Limit => Math.Min(options.CacheMegabytes * 1024L * 1024, int.MaxValue);

    private void LetGo()
    {
        while (_kept.Count > 1 && _bytes + _kept.Sum(k => k.Features.Table.Bytes) > Limit)
        {
            _kept.Last!.Value.Features.Dispose();
            _kept.RemoveLast();
        }
    }
}
