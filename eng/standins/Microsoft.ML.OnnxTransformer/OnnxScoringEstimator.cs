using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

public sealed class OnnxScoringEstimator : TrivialEstimator<OnnxTransformer>
{
    internal OnnxScoringEstimator(IHostEnvironment env, OnnxSource source)
        : base(env.Register(nameof(OnnxTransformer)), new OnnxTransformer(env, source))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach (string name in Transformer.Inputs)
        {
            if (!inputSchema.TryFindColumn(name, out SchemaShape.Column column))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
            DataViewType expected = Transformer.Model.GetInput(name).Type.GetItemType();
            if (!column.ItemType.Equals(expected))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, expected.ToString()!, column.ItemType.ToString()!);
        }

        foreach (string name in Transformer.Outputs)
        {
            DataViewType type = Transformer.Model.GetOutput(name).Type;
            SchemaShape.Column.VectorKind kind = type.IsKnownSizeVector() ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.VariableVector;
            result[name] = new SchemaShape.Column(name, kind, type.GetItemType(), false);
        }

        return new SchemaShape(result.Values);
    }
}
