using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class MissingValueIndicatorEstimator : TrivialEstimator<MissingValueIndicatorTransformer>
{
    internal MissingValueIndicatorEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(MissingValueIndicatorEstimator)), new MissingValueIndicatorTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.GetInput(Host, pair.inputColumnName);
            if (!MissingValues.Exist(input.ItemType))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name);
            var annotations = new SchemaShape([.. input.Annotations(AnnotationUtils.Kinds.SlotNames), SchemaShapeExtensions.IsNormalizedAnnotation()]);
            return new SchemaShape.Column(pair.outputColumnName, input.Kind, BooleanDataViewType.Instance, false, annotations);
        }));
    }
}
