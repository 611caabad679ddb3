using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    private readonly PrimitiveDataViewType _type;

    internal TypeConvertingEstimator(IHostEnvironment env, DataKind outputKind, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(TypeConvertingEstimator)), new TypeConvertingTransformer(env, outputKind, columns)) =>
        _type = TextValue.TypeOf(outputKind);

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.GetInput(Host, pair.inputColumnName);
            Host.CheckParam(Conversions.GetStandardOrNull(input.ItemType, _type) != null, nameof(inputSchema),
                $"Column '{input.Name}' of type '{input.GetTypeString()}' can't be converted into '{_type}'.");
            return new SchemaShape.Column(pair.outputColumnName, input.Kind, _type, false, input.Annotations);
        }));
    }
}
