using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>Predictions of rows, replaced by the averages of the rows' groups when a cursor asks for one.</summary>
internal sealed class BurstView : IDataView
{
    private readonly IDataView _single;
    private readonly string _groupColumn;
    private readonly Lazy<Dictionary<object, float[]>> _averages;

    public BurstView(IDataView single, string groupColumn)
    {
        _single = single;
        _groupColumn = groupColumn;
        _averages = new Lazy<Dictionary<object, float[]>>(Average);
    }

    public bool CanShuffle => _single.CanShuffle;

    public DataViewSchema Schema => _single.Schema;

    /// <summary>
    /// The averages of the groups over their rows that aren't missing, missing where all are.
    /// Of several classes the scores, of two the score and the probability, of a regression the number.
    /// </summary>
    public IReadOnlyDictionary<object, float[]> Averages => _averages.Value;

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

    public DataViewSchema.Column Group => Schema[_groupColumn];

    /// <summary>Predictions need only the group of a row, not the row's own prediction.</summary>
    private IEnumerable<DataViewSchema.Column> Underneath(DataViewSchema.Column[] needed) =>
        needed.Any(IsPrediction) ? needed.Where(c => !IsPrediction(c)).Append(Group).DistinctBy(c => c.Index) : needed;

    private Dictionary<object, float[]> Average()
    {
        DataViewSchema.Column score = Schema["Score"];
        DataViewSchema.Column? probability = Schema.GetColumnOrNull("Probability");
        var sums = new Dictionary<object, (double[] Sum, int Count)>();
        using DataViewRowCursor cursor = _single.GetRowCursor(probability is { } p ? [Group, score, p] : [Group, score]);
        Func<object> group = ColumnValues.Reader(cursor, Group);
        Func<float[]> values = score.Type is VectorDataViewType ? Vector(cursor, score) : Numbers(cursor, score, probability);
        while (cursor.MoveNext())
        {
            object key = group();
            float[] row = values();
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

    private static Func<float[]> Vector(DataViewRow row, DataViewSchema.Column column)
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
