using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <summary>What a trainer's model says of one row: its scores, and what other columns it adds.</summary>
/// <param name="Score">The scores of the classes, or the one score.</param>
/// <param name="Probability">The probability of the positive class, where there is one.</param>
/// <param name="PredictedLabel">The class's number from 1 (0 is missing); of true or false, 1 or 0; of a regression, 0.</param>
internal sealed record Prediction(float[] Score, float? Probability, uint PredictedLabel)
{
    public bool Equals(Prediction? other) =>
        other is not null
        && Score.AsSpan().SequenceEqual(other.Score)
        && Probability.Equals(other.Probability)
        && PredictedLabel == other.PredictedLabel;

    public override int GetHashCode() => HashCode.Combine(Score.Length, PredictedLabel);

    public override string ToString() => $"[{string.Join(", ", Score)}], {Probability}, {PredictedLabel}";

    /// <summary>The columns of a row that hold the prediction.</summary>
    public static IEnumerable<DataViewSchema.Column> Columns(DataViewSchema schema) =>
        new[] { "Score", "Probability", "PredictedLabel" }.Select(schema.GetColumnOrNull).OfType<DataViewSchema.Column>();

    /// <summary>Predictions by row number.</summary>
    public static Dictionary<int, Prediction> Read(IDataView data)
    {
        var predictions = new Dictionary<int, Prediction>();
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Number"], .. Columns(data.Schema)]);
        ReadAll(cursor, predictions);
        return predictions;
    }

    /// <summary>The rest of a cursor's rows by row number.</summary>
    public static void ReadAll(DataViewRowCursor cursor, Dictionary<int, Prediction> into)
    {
        ValueGetter<int> number = cursor.GetGetter<int>(cursor.Schema["Number"]);
        Func<Prediction> reader = Reader(cursor);
        int row = 0;
        while (cursor.MoveNext())
        {
            number(ref row);
            into.Add(row, reader());
        }
    }

    /// <summary>Reads the prediction of the row that a cursor or a row mapper stands on.</summary>
    public static Func<Prediction> Reader(DataViewRow row)
    {
        Func<float[]> score =
            row.Schema["Score"].Type is VectorDataViewType ? Values(row, row.Schema["Score"]) : Of<float, float[]>(row, "Score", s => [s]);
        Func<float?> probability = row.Schema.GetColumnOrNull("Probability") is null
            ? () => null
            : Of<float, float?>(row, "Probability", p => p);
        Func<uint> label = row.Schema.GetColumnOrNull("PredictedLabel")?.Type switch
        {
            null => () => 0,
            BooleanDataViewType => Of<bool, uint>(row, "PredictedLabel", l => l ? 1u : 0),
            _ => Of<uint, uint>(row, "PredictedLabel", l => l),
        };
        return () => new Prediction(score(), probability(), label());
    }

    private static Func<TResult> Of<T, TResult>(DataViewRow row, string column, Func<T, TResult> convert)
    {
        ValueGetter<T> getter = row.GetGetter<T>(row.Schema[column]);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return convert(value);
        };
    }

    private static Func<float[]> Values(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<float>> getter = row.GetGetter<VBuffer<float>>(column);
        return () =>
        {
            VBuffer<float> value = default;
            getter(ref value);
            return [.. value.DenseValues()];
        };
    }
}
