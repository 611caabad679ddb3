using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public class ValueMappingEstimator : TrivialEstimator<ValueMappingTransformer>
{
    private readonly ValueMap _map;

    internal ValueMappingEstimator(IHostEnvironment env, ValueMap map, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ValueMappingEstimator)), new ValueMappingTransformer(env, map, columns)) =>
        _map = map;

    public sealed override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        SchemaShape.GetColumnTypeShape(_map.ValueType, out SchemaShape.Column.VectorKind kind, out DataViewType itemType, out bool isKey);
        if (isKey)
            itemType = NumberDataViewType.UInt32; // The shape says so even of keys that are wider.
        var annotations = SchemaShape.Create(_map.ValueAnnotations.Schema);
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.GetInput(Host, pair.inputColumnName);
            if (input.Kind != SchemaShape.Column.VectorKind.Scalar && kind != SchemaShape.Column.VectorKind.Scalar)
                throw Host.ExceptNotSupp($"Column '{input.Name}' can't be mapped: it holds vectors, and so do the values of the map.");
            SchemaShape.Column.VectorKind outputKind = input.Kind == SchemaShape.Column.VectorKind.Scalar ? kind : input.Kind;
            return new SchemaShape.Column(pair.outputColumnName, outputKind, itemType, isKey, annotations);
        }));
    }
}
