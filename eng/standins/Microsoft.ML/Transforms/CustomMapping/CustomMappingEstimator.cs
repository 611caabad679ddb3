using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(
        IHostEnvironment env,
        Action<TSrc, TDst> mapAction,
        string? contractName,
        SchemaDefinition? inputSchemaDefinition,
        SchemaDefinition? outputSchemaDefinition)
        : base(env.Register(nameof(CustomMappingEstimator<TSrc, TDst>)),
            new CustomMappingTransformer<TSrc, TDst>(env, mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var wanted = InternalSchemaDefinition.Create(typeof(TSrc), Transformer.InputSchemaDefinition, SchemaDefinition.Direction.Both);
        foreach (InternalSchemaDefinition.Column column in wanted.Columns)
        {
            SchemaShape.Column input = inputSchema.GetInput(Host, column.Name);
            if (!Serves(input, column.Type))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, column.Type.ToString()!, input.GetTypeString());
        }

        return inputSchema.With(SchemaShape.Create(Transformer.AddedSchema));
    }

    // A vector of known size serves where one of any size is asked for.
    private static bool Serves(SchemaShape.Column input, DataViewType type)
    {
        SchemaShape.GetColumnTypeShape(type, out SchemaShape.Column.VectorKind kind, out DataViewType itemType, out bool isKey);
        bool fits = kind == SchemaShape.Column.VectorKind.VariableVector ? input.Kind != SchemaShape.Column.VectorKind.Scalar : input.Kind == kind;
        return fits && itemType.Equals(input.ItemType) && isKey == input.IsKey;
    }
}
