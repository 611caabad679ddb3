using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>Rows with the averages of their groups.</summary>
internal sealed class BurstCursor(BurstView view, DataViewRowCursor inner, DataViewSchema.Column[] needed) : DataViewRowCursor
{
    public override long Position => inner.Position;

    public override long Batch => inner.Batch;

    public override DataViewSchema Schema => view.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => needed.Any(c => c.Index == column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the cursor was made.");
        if (!BurstView.IsPrediction(column))
            return inner.GetGetter<TValue>(column);
        Func<object> group = ColumnValues.Reader(inner, view.Group);
        Func<float[]> average = () =>
            inner.Position < 0 ? throw new InvalidOperationException("The cursor stands on no row.") : view.Averages[group()];
        Delegate getter = (column.Name, column.Type) switch
        {
            ("Score", VectorDataViewType) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => Copy(average(), ref value)),
            ("Score", _) => (ValueGetter<float>)((ref float value) => value = average()[0]),
            ("Probability", _) => (ValueGetter<float>)((ref float value) => value = average()[1]),
            (_, BooleanDataViewType) => (ValueGetter<bool>)((ref bool value) => value = average()[0] > 0),
            _ => (ValueGetter<uint>)((ref uint value) => value = Highest(average())),
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue)}.");
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => inner.GetIdGetter();

    public override bool MoveNext() => inner.MoveNext();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private static void Copy(float[] values, ref VBuffer<float> value)
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, values.Length);
        values.CopyTo(editor.Values);
        value = editor.Commit();
    }

    /// <summary>The first class with the highest score, from 1; 0 if no score is a number.</summary>
    private static uint Highest(float[] scores)
    {
        int best = -1;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && (best < 0 || scores[i] > scores[best]))
                best = i;
        }

        return (uint)(best + 1);
    }
}
