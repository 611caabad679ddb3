using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHost _host;
    private readonly ColumnOptions[] _columns;
    private readonly IDataView? _keyData;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, ColumnOptions[] columns, IDataView? keyData = null)
    {
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _host.CheckNonEmpty(columns, nameof(columns));
        foreach (ColumnOptions column in columns)
            _host.CheckNonWhiteSpace(column.OutputColumnName, "outputColumnName");
        _host.CheckParam(keyData is null or { Schema.Count: 1 }, nameof(keyData),
            $"The key data should have one column, which holds the values to map, but has {keyData?.Schema.Count}.");
        _columns = columns;
        _keyData = keyData;
    }

    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return ValueToKeyMappingTransformer.Train(_host, input, _columns, _keyData);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(_columns.Select(column => OutputOf(column, inputSchema.GetInput(_host, column.InputColumnName))));
    }

    private SchemaShape.Column OutputOf(ColumnOptions column, SchemaShape.Column input)
    {
        if (input.ItemType is not PrimitiveDataViewType)
            throw _host.ExceptSchemaMismatch("inputSchema", "input", column.InputColumnName, "a primitive type", input.GetTypeString());

        // Keys of keys keep the names that the input has.
        if (!input.IsKey || !input.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out SchemaShape.Column keyValues)
            || keyValues.Kind != SchemaShape.Column.VectorKind.Vector)
        {
            keyValues = new SchemaShape.Column(AnnotationUtils.Kinds.KeyValues, SchemaShape.Column.VectorKind.Vector,
                column.AddKeyValueAnnotationsAsText ? TextDataViewType.Instance : input.ItemType,
                input.IsKey && !column.AddKeyValueAnnotationsAsText);
        }

        var annotations = new SchemaShape([.. input.Annotations(AnnotationUtils.Kinds.SlotNames), keyValues]);
        return new SchemaShape.Column(column.OutputColumnName, input.Kind, NumberDataViewType.UInt32, true, annotations);
    }

    internal sealed record ColumnOptions(
        string OutputColumnName, string InputColumnName, int MaximumNumberOfKeys, KeyOrdinality KeyOrdinality, bool AddKeyValueAnnotationsAsText);
}
