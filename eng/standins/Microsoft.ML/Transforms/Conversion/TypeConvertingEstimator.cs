using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    private readonly DataKind _kind;

    internal TypeConvertingEstimator(IHostEnvironment env, DataKind outputKind, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(TypeConvertingEstimator)), new TypeConvertingTransformer(env, outputKind, columns)) =>
        _kind = outputKind;

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        PrimitiveDataViewType type = TextValue.TypeOf(_kind);
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.GetInput(Host, pair.inputColumnName);
            Host.CheckParam(Conversions.GetStandardOrNull(input.ItemType, type) != null, nameof(inputSchema),
                $"Column '{input.Name}' of type '{input.GetTypeString()}' can't be converted into '{type}'.");
            return new SchemaShape.Column(pair.outputColumnName, input.Kind, type, false, input.Annotations);
        }));
    }
}
