using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A row whose values are the members of an object that is put in it, one prediction after the other.</summary>
internal sealed class InputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly Delegate[] _getters;
    private TRow? _value;
    private long _position = -1;

    public InputRow(SchemaDefinition? definition)
    {
        var columns = InternalSchemaDefinition.Create(typeof(TRow), definition, SchemaDefinition.Direction.Read);
        Schema = columns.ToSchema();
        var getters = new TypedGetters<TRow>(() => _value ?? throw Contracts.Except("There is no row to read from."));
        _getters = [.. columns.Columns.Select(getters.Create)];
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema { get; }

    public void ExtractValues(TRow row)
    {
        Contracts.CheckValue(row, nameof(row));
        _value = row;
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _getters.Length;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        RowCursorUtils.Cast<TValue>(_getters[column.Index], column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);
}
