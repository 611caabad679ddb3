using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view that adds a mapper's columns to its source, computed when and where they are read.</summary>
internal sealed class RowToRowMapperTransform : IDataView, IRowToRowMapper
{
    private readonly IDataView _source;
    private readonly IRowMapper _mapper;
    private readonly ColumnBindings _bindings;

    public RowToRowMapperTransform(IHost host, IDataView source, IRowMapper mapper)
    {
        Host = host;
        _source = source;
        _mapper = mapper;
        _bindings = new ColumnBindings(source.Schema, mapper.GetOutputColumns());
    }

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema Schema => _bindings.Schema;

    public DataViewSchema InputSchema => _bindings.InputSchema;

    public DataViewSchema OutputSchema => _bindings.Schema;

    private IHost Host { get; }

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        // Rows are computed on several threads whenever that is possible, and come out in order all the same.
        Random? order = CanShuffle ? rand : null;
        if (DataViewUtils.TryCreateConsolidatingCursor(this, columnsNeeded, order) is { } parallel)
            return parallel;
        bool[] active = RowCursorUtils.ActiveColumns(columnsNeeded, Schema);
        return new Cursor(this, _source.GetRowCursor(InputsOf(active), order), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = RowCursorUtils.ActiveColumns(columnsNeeded, Schema);
        DataViewRowCursor[] inputs = _source.GetRowCursorSet(InputsOf(active), n, rand);

        // Sharing the rows between threads costs something: it pays only if there is something to compute.
        if (inputs.Length == 1 && _bindings.AddedColumnIndices.Any(index => active[index]))
            inputs = DataViewUtils.CreateSplitCursors(inputs[0], n);
        return [.. inputs.Select(input => new Cursor(this, input, active))];
    }

    IEnumerable<DataViewSchema.Column> IRowToRowMapper.GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        InputsOf(RowCursorUtils.ActiveColumns(dependingColumns, Schema));

    DataViewRow IRowToRowMapper.GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Host.CheckValue(input, nameof(input));
        Host.CheckValue(activeColumns, nameof(activeColumns));
        Host.Check(input.Schema == InputSchema, "The schema of the row must be the one that the mapper was made for.");
        return new Row(this, input, RowCursorUtils.ActiveColumns(activeColumns, Schema));
    }

    private List<DataViewSchema.Column> InputsOf(bool[] active)
    {
        Func<int, bool> needed = _mapper.GetDependencies(added => active[_bindings.AddedColumnIndices[added]]);
        var passedOn = _bindings.Sources.Where((source, index) => source >= 0 && active[index]).ToHashSet();
        return [.. InputSchema.Where(column => passedOn.Contains(column.Index) || needed(column.Index))];
    }

    private Delegate?[] CreateGetters(DataViewRow input, bool[] active, out Action? disposer) =>
        _mapper.CreateGetters(input, added => active[_bindings.AddedColumnIndices[added]], out disposer);

    private ValueGetter<TValue> GetGetter<TValue>(DataViewRow input, Delegate?[] getters, DataViewSchema.Column column)
    {
        int source = _bindings.Sources[column.Index];
        return source >= 0
            ? input.GetGetter<TValue>(input.Schema[source])
            : RowCursorUtils.Cast<TValue>(getters[~source], column);
    }

    private sealed class Cursor : SynchronizedCursorBase
    {
        private readonly RowToRowMapperTransform _parent;
        private readonly bool[] _active;
        private readonly Delegate?[] _getters;
        private Action? _disposer;

        public Cursor(RowToRowMapperTransform parent, DataViewRowCursor input, bool[] active)
            : base(input)
        {
            _parent = parent;
            _active = active;
            _getters = parent.CreateGetters(input, active, out _disposer);
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"Column '{column.Name}' isn't active.");
            return _parent.GetGetter<TValue>(Input, _getters, column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                Interlocked.Exchange(ref _disposer, null)?.Invoke();
            base.Dispose(disposing);
        }
    }

    private sealed class Row : DataViewRow
    {
        private readonly RowToRowMapperTransform _parent;
        private readonly DataViewRow _input;
        private readonly bool[] _active;
        private readonly Delegate?[] _getters;
        private Action? _disposer;

        public Row(RowToRowMapperTransform parent, DataViewRow input, bool[] active)
        {
            _parent = parent;
            _input = input;
            _active = active;
            _getters = parent.CreateGetters(input, active, out _disposer);
        }

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override DataViewSchema Schema => _parent.Schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            _parent._bindings.Sources[column.Index] is var source && source >= 0 ? _input.IsColumnActive(_input.Schema[source]) : _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            _parent.GetGetter<TValue>(_input, _getters, column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Interlocked.Exchange(ref _disposer, null)?.Invoke();
                _input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
