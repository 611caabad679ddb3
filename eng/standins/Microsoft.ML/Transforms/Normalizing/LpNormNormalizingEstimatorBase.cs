using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public abstract class LpNormNormalizingEstimatorBase : TrivialEstimator<LpNormNormalizingTransformer>
{
    internal const string ExpectedColumnType = "Expected known-size vector of Single";

    internal LpNormNormalizingEstimatorBase(IHostEnvironment env, LpNormOptions options, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(LpNormNormalizingEstimator)), new LpNormNormalizingTransformer(env, options, columns))
    {
    }

    public enum NormFunction : byte
    {
        L2 = 0,
        StandardDeviation = 1,
        L1 = 2,
        Infinity = 3,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.GetInput(Host, pair.inputColumnName);
            if (input.Kind != SchemaShape.Column.VectorKind.Vector || input.ItemType != NumberDataViewType.Single)
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name, ExpectedColumnType, input.GetTypeString());
            var annotations = new SchemaShape([.. input.Annotations(AnnotationUtils.Kinds.SlotNames), SchemaShapeExtensions.IsNormalizedAnnotation()]);
            return new SchemaShape.Column(pair.outputColumnName, input.Kind, input.ItemType, false, annotations);
        }));
    }
}
