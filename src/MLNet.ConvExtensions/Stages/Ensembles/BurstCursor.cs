using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>Rows with what is said of their groups.</summary>
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
        Func<(float[] Scores, int Class)> judged = view.IsSmoothing ? Smoothed() : OfGroup();
        Delegate getter = (column.Name, column.Type) switch
        {
            ("Score", VectorDataViewType) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => Copy(judged().Scores, ref value)),
            ("Score", _) => (ValueGetter<float>)((ref float value) => value = judged().Scores[0]),
            ("Probability", _) => (ValueGetter<float>)((ref float value) => value = judged().Scores[1]),
            (_, BooleanDataViewType) => (ValueGetter<bool>)((ref bool value) => value = judged().Scores[0] > 0),
            _ => (ValueGetter<uint>)((ref uint value) => value = (uint)(judged().Class + 1)),
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

    /// <summary>The first class with the highest score, from 0; -1 if no score is a number.</summary>
    public static int Highest(float[] scores)
    {
        int best = -1;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && (best < 0 || scores[i] > scores[best]))
                best = i;
        }

        return best;
    }

    private Func<(float[] Scores, int Class)> OfGroup()
    {
        Func<object> group = Group();
        return () =>
        {
            float[] scores = view.Scores[group()];
            return (scores, Highest(scores));
        };
    }

    /// <summary>The row's own scores, where its class is overwritten with that class's score and its own exchanged.</summary>
    private Func<(float[] Scores, int Class)> Smoothed()
    {
        Func<object> group = Group();
        Func<float[]> own = BurstView.Vector(inner, view.Schema["Score"]);
        return () =>
        {
            Dictionary<int, int> replaced = view.Replacements[group()];
            float[] scores = own();
            int best = Highest(scores);
            if (
                best < 0
                || Array.Exists(scores, float.IsNaN)
                || !(scores[best] >= view.MinConfidence)
                || !replaced.TryGetValue(best, out int by)
            )
                return (scores, best);
            (scores[best], scores[by]) = (scores[by], scores[best]);
            return (scores, by);
        };
    }

    private Func<object> Group()
    {
        Func<object> group = ColumnValues.Reader(inner, view.Group);
        return () => inner.Position < 0 ? throw new InvalidOperationException("The cursor stands on no row.") : group();
    }
}
