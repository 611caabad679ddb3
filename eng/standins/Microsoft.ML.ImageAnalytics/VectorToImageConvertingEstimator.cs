using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class VectorToImageConvertingEstimator : TrivialEstimator<VectorToImageConvertingTransformer>
{
    internal VectorToImageConvertingEstimator(IHostEnvironment env, params ImageConversion[] columns)
        : base(env.Register(nameof(VectorToImageConvertingEstimator)), new VectorToImageConvertingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach (ImageConversion conversion in Transformer.Columns)
        {
            if (!inputSchema.TryFindColumn(conversion.Input, out SchemaShape.Column column))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", conversion.Input);
            bool isNumber = column.ItemType == NumberDataViewType.Single || column.ItemType == NumberDataViewType.Double
                || column.ItemType == NumberDataViewType.Byte;
            if (column.Kind != SchemaShape.Column.VectorKind.Vector || !isNumber)
            {
                throw Host.ExceptSchemaMismatch(
                    nameof(inputSchema), "input", conversion.Input, "known-size vector of type float, double or byte", column.GetTypeString());
            }

            result[conversion.Output] = new SchemaShape.Column(conversion.Output, SchemaShape.Column.VectorKind.Scalar, conversion.Type, false);
        }

        return new SchemaShape(result.Values);
    }
}
