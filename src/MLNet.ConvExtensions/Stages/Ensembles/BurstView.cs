using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>Predictions of rows, replaced by what is said of the rows' groups when a cursor asks for one.</summary>
internal sealed class BurstView : IDataView
{
    private readonly IDataView _single;
    private readonly BurstEnsembleOptions _options;
    private readonly Lazy<Dictionary<object, float[]>> _scores;
    private readonly Lazy<Dictionary<object, Dictionary<int, int>>> _replacements;

    public BurstView(IDataView single, BurstEnsembleOptions options)
    {
        _single = single;
        _options = options;
        _scores = new Lazy<Dictionary<object, float[]>>(options.Rule == BurstRule.Maximum ? Surest : Average);
        _replacements = new Lazy<Dictionary<object, Dictionary<int, int>>>(Smooth);
    }

    public bool CanShuffle => _single.CanShuffle;

    public DataViewSchema Schema => _single.Schema;

    /// <summary>Whether each row keeps scores of its own, in which classes are exchanged.</summary>
    public bool IsSmoothing => _options.Rule == BurstRule.Smoothing;

    /// <summary>
    /// What the groups say over their rows that aren't missing, missing where all are.
    /// Of several classes the scores, of two the score and the probability, of a regression the number.
    /// </summary>
    public IReadOnlyDictionary<object, float[]> Scores => _scores.Value;

    /// <summary>Of smoothing, the groups' classes that are overwritten, with those in their place.</summary>
    public IReadOnlyDictionary<object, Dictionary<int, int>> Replacements => _replacements.Value;

    /// <summary>What a row's score of its class has to be for the class to be overwritten.</summary>
    public double MinConfidence => _options.Smoothing.MinConfidence;

    public long? GetRowCount() => _single.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        return new BurstCursor(this, _single.GetRowCursor(Underneath(needed), rand), needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        return Array.ConvertAll(
            _single.GetRowCursorSet(Underneath(needed), n, rand),
            c => (DataViewRowCursor)new BurstCursor(this, c, needed)
        );
    }

    public static bool IsPrediction(DataViewSchema.Column column) =>
        !column.IsHidden && column.Name is "Score" or "PredictedLabel" or "Probability";

    public DataViewSchema.Column Group => Schema[_options.GroupColumnName];

    /// <summary>Predictions need the group of a row, and the row's own prediction where that is smoothed.</summary>
    private IEnumerable<DataViewSchema.Column> Underneath(DataViewSchema.Column[] needed)
    {
        if (!needed.Any(IsPrediction))
            return needed;
        IEnumerable<DataViewSchema.Column> others = needed.Where(c => !IsPrediction(c)).Append(Group);
        return (IsSmoothing ? others.Append(Schema["Score"]) : others).DistinctBy(c => c.Index);
    }

    private Dictionary<object, float[]> Average()
    {
        var sums = new Dictionary<object, (double[] Sum, int Count)>();
        foreach ((object key, float[] row) in Rows())
        {
            (double[] sum, int count) = sums.TryGetValue(key, out (double[], int) known) ? known : (new double[row.Length], 0);
            if (Array.Exists(row, float.IsNaN))
            {
                sums[key] = (sum, count);
                continue;
            }

            for (int i = 0; i < row.Length; i++)
                sum[i] += row[i];
            sums[key] = (sum, count + 1);
        }

        return sums.ToDictionary(g => g.Key, g => Array.ConvertAll(g.Value.Sum, s => (float)(s / g.Value.Count)));
    }

    private Dictionary<object, float[]> Surest()
    {
        var surest = new Dictionary<object, float[]>();
        foreach ((object key, float[] row) in Rows())
        {
            bool isMissing = Array.Exists(row, float.IsNaN);
            if (!surest.TryGetValue(key, out float[]? best))
                surest[key] = isMissing ? [.. row.Select(_ => float.NaN)] : row;
            else if (!isMissing && !(best.Max() >= row.Max()))
                surest[key] = row;
        }

        return surest;
    }

    private Dictionary<object, Dictionary<int, int>> Smooth()
    {
        var counts = new Dictionary<object, OrderedDictionary<int, int>>();
        foreach ((object key, float[] row) in Rows())
        {
            if (!counts.TryGetValue(key, out OrderedDictionary<int, int>? group))
                counts[key] = group = [];
            int best = Array.Exists(row, float.IsNaN) ? -1 : BurstCursor.Highest(row);
            if (best >= 0 && row[best] >= MinConfidence)
                group[best] = group.GetValueOrDefault(best) + 1;
        }

        IReadOnlyList<string> names = ClassList.Of(Schema["PredictedLabel"])?.Names ?? [];
        return counts.ToDictionary(
            g => g.Key,
            g => ClassSmoothing.Replacements(g.Value, c => c < names.Count && _options.Smoothing.IsOther(names[c]), _options.Smoothing)
        );
    }

    /// <summary>The rows' groups with their scores; of two classes with the probability behind the score.</summary>
    private IEnumerable<(object Group, float[] Scores)> Rows()
    {
        DataViewSchema.Column score = Schema["Score"];
        DataViewSchema.Column? probability = Schema.GetColumnOrNull("Probability");
        using DataViewRowCursor cursor = _single.GetRowCursor(probability is { } p ? [Group, score, p] : [Group, score]);
        Func<object> group = ColumnValues.Reader(cursor, Group);
        Func<float[]> values = score.Type is VectorDataViewType ? Vector(cursor, score) : Numbers(cursor, score, probability);
        while (cursor.MoveNext())
            yield return (group(), values());
    }

    public static Func<float[]> Vector(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<float>> getter = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> value = default;
        return () =>
        {
            getter(ref value);
            return [.. value.DenseValues()];
        };
    }

    private static Func<float[]> Numbers(DataViewRow row, DataViewSchema.Column first, DataViewSchema.Column? second)
    {
        ValueGetter<float> getFirst = row.GetGetter<float>(first);
        ValueGetter<float>? getSecond = second is { } column ? row.GetGetter<float>(column) : null;
        return () =>
        {
            float a = 0,
                b = 0;
            getFirst(ref a);
            getSecond?.Invoke(ref b);
            return getSecond is null ? [a] : [a, b];
        };
    }
}
