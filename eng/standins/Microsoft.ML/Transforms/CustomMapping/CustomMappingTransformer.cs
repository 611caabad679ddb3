using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly IHost _host;
    private readonly Action<TSrc, TDst> _mapAction;
    private readonly string? _contractName;
    private readonly SchemaDefinition? _outputSchemaDefinition;

    internal CustomMappingTransformer(
        IHostEnvironment env,
        Action<TSrc, TDst> mapAction,
        string? contractName,
        SchemaDefinition? inputSchemaDefinition = null,
        SchemaDefinition? outputSchemaDefinition = null)
    {
        _host = env.Register(nameof(CustomMappingTransformer<TSrc, TDst>));
        _host.CheckValue(mapAction, nameof(mapAction));
        _mapAction = mapAction;
        _contractName = contractName;
        InputSchemaDefinition = inputSchemaDefinition;
        _outputSchemaDefinition = outputSchemaDefinition;
        using var row = new InputRow<TDst>(outputSchemaDefinition);
        AddedSchema = row.Schema;
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal SchemaDefinition? InputSchemaDefinition { get; }

    internal DataViewSchema AddedSchema { get; }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return Map(new EmptyDataView(inputSchema)).OutputSchema;
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return Map(input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return Map(new EmptyDataView(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        _host.Check(_contractName != null, "A custom mapping without a contract name can't be saved.");
        CustomMappingLoader.Save(ctx, _contractName, _mapAction.Method.DeclaringType!.Assembly);
    }

    private RowToRowMapperTransform Map(IDataView input) => new(_host, input, new Mapper(this, input.Schema));

    private sealed class Mapper(CustomMappingTransformer<TSrc, TDst> parent, DataViewSchema inputSchema) : IRowMapper
    {
        private readonly TypedReader<TSrc> _reader = new(inputSchema, ignoreMissingColumns: false, parent.InputSchemaDefinition);

        public DataViewSchema.DetachedColumn[] GetOutputColumns() => [.. parent.AddedSchema.Select(column => new DataViewSchema.DetachedColumn(column))];

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
        {
            HashSet<int> needed = IsAnyActive(activeOutput) ? [.. _reader.Columns.Select(column => column.Index)] : [];
            return needed.Contains;
        }

        public Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            var getters = new Delegate?[parent.AddedSchema.Count];
            if (!IsAnyActive(activeOutput))
                return getters;

            var source = new TSrc();
            var result = new TDst();
            var output = new InputRow<TDst>(parent._outputSchemaDefinition);
            Action<TSrc> read = _reader.CreateFiller(input);
            long position = -1;
            foreach (DataViewSchema.Column column in output.Schema.Where(column => activeOutput(column.Index)))
                getters[column.Index] = GenericCall.Invoke<Delegate>(MakeGetter<int>, [column.Type.RawType], output, column, (Action)Refresh);
            return getters;

            // The first getter asked maps the row, the others find it done.
            void Refresh()
            {
                if (position == input.Position)
                    return;
                read(source);
                parent._mapAction(source, result);
                output.ExtractValues(result);
                position = input.Position;
            }
        }

        private static Delegate MakeGetter<T>(DataViewRow output, DataViewSchema.Column column, Action refresh)
        {
            ValueGetter<T> read = output.GetGetter<T>(column);
            return (ValueGetter<T>)((ref T value) =>
            {
                refresh();
                read(ref value);
            });
        }

        private bool IsAnyActive(Func<int, bool> activeOutput) => Enumerable.Range(0, parent.AddedSchema.Count).Any(activeOutput);
    }
}
