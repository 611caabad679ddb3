using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.GetInput(Host, pair.inputColumnName);
            if (!input.IsKey)
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name, "KeyType", input.GetTypeString());
            Host.CheckParam(input.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out SchemaShape.Column values), nameof(inputSchema),
                $"Input column '{input.Name}' has no annotation with the values of its keys.");
            return new SchemaShape.Column(pair.outputColumnName, input.Kind, values.ItemType, values.IsKey, input.Annotations(AnnotationUtils.Kinds.SlotNames));
        }));
    }
}
