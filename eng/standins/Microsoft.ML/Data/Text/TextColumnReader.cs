using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Holds the value that one column has in the current row of a cursor.</summary>
internal abstract class TextColumnReader
{
    private static readonly MethodInfo CreateMethod = typeof(TextColumnReader).GetMethod(nameof(CreateCore), BindingFlags.NonPublic | BindingFlags.Static)!;

    public abstract Delegate Getter { get; }

    public static TextColumnReader Create(TextColumn column, TextFormat format, Func<bool> hasRow)
        => (TextColumnReader)CreateMethod.MakeGenericMethod(column.ItemType.RawType).Invoke(null, [column, format, hasRow])!;

    public abstract void Read(TextFields fields, long lineNumber);

    private static TextColumnReader CreateCore<T>(TextColumn column, TextFormat format, Func<bool> hasRow)
        => column.Type is VectorDataViewType ? new Vector<T>(column, format, hasRow) : new Scalar<T>(column, format, hasRow);

    private abstract class Reader<T> : TextColumnReader
    {
        private readonly TextValue.Parser<T> _parse;
        private readonly Func<bool> _hasRow;

        protected Reader(TextColumn column, TextFormat format, Func<bool> hasRow)
        {
            Column = column;
            _parse = TextValue.ParserFor<T>(column.ItemType, format);
            _hasRow = hasRow;
            FillsWithNaN = format.MissingRealsAsNaNs && (typeof(T) == typeof(float) || typeof(T) == typeof(double));
        }

        protected TextColumn Column { get; }

        // Whether fields behind the end of a line are read as if they were there and empty.
        protected bool FillsWithNaN { get; }

        protected void CheckRow() => Contracts.Check(_hasRow(), "A value can be read only after MoveNext has returned true.");

        protected T Parse(ReadOnlyMemory<char> text, int slot, long lineNumber)
        {
            if (!_parse(text, out T value) && !TextValue.HasMissingValue(Column.ItemType))
            {
                throw Contracts.Except($"Line {lineNumber} has '{text}' for column '{Column.Name}'"
                    + (Column.Type is VectorDataViewType ? $", slot {slot}" : "") + $", which is no value of type {Column.ItemType}.");
            }
            return value;
        }
    }

    private sealed class Scalar<T> : Reader<T>
    {
        private T _value = default!;

        public Scalar(TextColumn column, TextFormat format, Func<bool> hasRow)
            : base(column, format, hasRow)
        {
        }

        public override Delegate Getter => (ValueGetter<T>)Get;

        public override void Read(TextFields fields, long lineNumber)
        {
            int field = Column.Segments[0].Min;
            int at = fields.Find(field);
            bool isThere = at < fields.ValueCount && fields.IndexOf(at) == field;
            _value = isThere || FillsWithNaN ? Parse(isThere ? fields.TextOf(at) : default, 0, lineNumber) : default!;
        }

        private void Get(ref T value)
        {
            CheckRow();
            value = _value;
        }
    }

    private sealed class Vector<T> : Reader<T>
    {
        private readonly List<int> _slots = [];
        private readonly List<T> _values = [];
        private int _size;

        public Vector(TextColumn column, TextFormat format, Func<bool> hasRow)
            : base(column, format, hasRow)
        {
        }

        public override Delegate Getter => (ValueGetter<VBuffer<T>>)Get;

        public override void Read(TextFields fields, long lineNumber)
        {
            _slots.Clear();
            _values.Clear();
            _size = 0;
            foreach (var segment in Column.Segments)
            {
                int limit = segment.IsVariable ? Math.Max(fields.Count, segment.Min) : segment.Limit;
                int at = fields.Find(segment.Min);
                for (; at < fields.ValueCount && fields.IndexOf(at) < limit; at++)
                    Add(_size + fields.IndexOf(at) - segment.Min, fields.TextOf(at), lineNumber);
                for (int field = Math.Max(segment.Min, fields.ValueCount); FillsWithNaN && at >= fields.ValueCount && field < limit; field++)
                    Add(_size + field - segment.Min, default, lineNumber);
                _size += limit - segment.Min;
            }
        }

        private void Add(int slot, ReadOnlyMemory<char> text, long lineNumber)
        {
            _slots.Add(slot);
            _values.Add(Parse(text, slot, lineNumber));
        }

        // Up to half of the slots are kept sparse.
        private void Get(ref VBuffer<T> value)
        {
            CheckRow();
            bool isDense = _values.Count > _size / 2;
            var editor = VBufferEditor.Create(ref value, _size, isDense ? _size : _values.Count);
            if (isDense)
                editor.Values.Clear();
            for (int i = 0; i < _values.Count; i++)
            {
                editor.Values[isDense ? _slots[i] : i] = _values[i];
                if (!isDense && !editor.Indices.IsEmpty)
                    editor.Indices[i] = _slots[i];
            }
            value = editor.Commit();
        }
    }
}
