using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.CameraTraps.Records;

namespace MLNet.ConvExtensions.CameraTraps.Events;

/// <summary>A view with one more column, the names of the rows' events.</summary>
internal sealed class EventView : IDataView
{
    private readonly IDataView _source;
    private readonly string _deployment;
    private readonly string _timestamp;
    private readonly Lazy<EventClock> _clock;

    public EventView(IDataView source, string output, string deployment, string timestamp, TimeSpan gap)
    {
        _source = source;
        _deployment = deployment;
        _timestamp = timestamp;
        _clock = new Lazy<EventClock>(() => Read(gap));
        Schema = Extend(source.Schema, output);
    }

    /// <summary>A row's event is known by the row's place.</summary>
    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _source.GetRowCount();

    public static DataViewSchema Extend(DataViewSchema schema, string output)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(schema);
        builder.AddColumn(output, TextDataViewType.Instance);
        return builder.ToSchema();
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        int added = _source.Schema.Count;
        DataViewRowCursor inner = _source.GetRowCursor(needed.Where(c => c.Index < added).Select(c => _source.Schema[c.Index]));
        return new Cursor(this, inner, Array.Exists(needed, c => c.Index == added));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private EventClock Read(TimeSpan gap)
    {
        DataViewSchema.Column deployment = _source.Schema[_deployment],
            timestamp = _source.Schema[_timestamp];
        using DataViewRowCursor cursor = _source.GetRowCursor([deployment, timestamp]);
        ValueGetter<ReadOnlyMemory<char>> ofDeployment = cursor.GetGetter<ReadOnlyMemory<char>>(deployment),
            ofTime = cursor.GetGetter<ReadOnlyMemory<char>>(timestamp);
        ReadOnlyMemory<char> name = default,
            time = default;
        var clock = new EventClock(gap);
        while (cursor.MoveNext())
        {
            ofDeployment(ref name);
            ofTime(ref time);
            clock.Add(name.ToString(), Time(time.Span, cursor.Position));
        }

        return clock;
    }

    private DateTime? Time(ReadOnlySpan<char> text, long row)
    {
        if (text.IsEmpty)
            return null;
        return LocalTime.TryParse(text, out DateTime time)
            ? time
            : throw new FormatException(
                $"Row {row}, column '{_timestamp}', is '{text}'; allowed: a time such as 2024-05-01T12:30:00, or nothing."
            );
    }

    private sealed class Cursor(EventView view, DataViewRowCursor inner, bool isActive) : DataViewRowCursor
    {
        public override long Position => inner.Position;

        public override long Batch => inner.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            column.Index == inner.Schema.Count ? isActive : inner.IsColumnActive(inner.Schema[column.Index]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index < inner.Schema.Count)
                return inner.GetGetter<TValue>(inner.Schema[column.Index]);
            if (!isActive)
                throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the cursor was made.");
            ValueGetter<ReadOnlyMemory<char>> getter = (ref ReadOnlyMemory<char> value) =>
            {
                if (Position < 0)
                    throw new InvalidOperationException("The cursor stands on no row.");
                value = view._clock.Value.EventOf((int)Position, FormattableString.Invariant($"row {Position}")).AsMemory();
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
    }
}
