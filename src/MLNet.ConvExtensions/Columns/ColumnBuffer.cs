using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Columns;

/// <summary>Holds a column's values of the rows that were read ahead, so that each is there when its row's turn comes.</summary>
internal abstract class ColumnBuffer
{
    public static ColumnBuffer Create(DataViewRow row, DataViewSchema.Column column, int places)
    {
        Type raw = column.Type.RawType;
        bool isVector = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>);
        MethodInfo create = typeof(ColumnBuffer)
            .GetMethod(isVector ? nameof(CreateVector) : nameof(CreateScalar), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(isVector ? raw.GetGenericArguments()[0] : raw);
        return (ColumnBuffer)create.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [row, column, places], culture: null)!;
    }

    /// <summary>Takes the current row's value into a place.</summary>
    public abstract void Take(int place);

    /// <summary>A getter of the value in the place that <paramref name="place"/> names at the time of the call.</summary>
    public abstract Delegate GetGetter(Func<int> place);

    private static ColumnBuffer CreateScalar<T>(DataViewRow row, DataViewSchema.Column column, int places) =>
        new Scalar<T>(row.GetGetter<T>(column), places);

    private static ColumnBuffer CreateVector<T>(DataViewRow row, DataViewSchema.Column column, int places) =>
        new Vector<T>(row.GetGetter<VBuffer<T>>(column), places);

    private sealed class Scalar<T>(ValueGetter<T> source, int places) : ColumnBuffer
    {
        private readonly T[] _values = new T[places];

        public override void Take(int place) => source(ref _values[place]);

        public override Delegate GetGetter(Func<int> place) => (ValueGetter<T>)((ref T value) => value = _values[place()]);
    }

    private sealed class Vector<T>(ValueGetter<VBuffer<T>> source, int places) : ColumnBuffer
    {
        private readonly VBuffer<T>[] _values = new VBuffer<T>[places];

        public override void Take(int place) => source(ref _values[place]);

        public override Delegate GetGetter(Func<int> place) =>
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[place()].CopyTo(ref value));
    }
}
