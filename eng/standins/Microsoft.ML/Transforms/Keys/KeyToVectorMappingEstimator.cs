using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class KeyToVectorMappingEstimator : TrivialEstimator<KeyToVectorMappingTransformer>
{
    private readonly bool _outputCountVector;

    internal KeyToVectorMappingEstimator(
        IHostEnvironment env, bool outputCountVector, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToVectorMappingEstimator)), new KeyToVectorMappingTransformer(env, outputCountVector, columns)) =>
        _outputCountVector = outputCountVector;

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair => OutputOf(pair.outputColumnName, inputSchema.GetInput(Host, pair.inputColumnName))));
    }

    private SchemaShape.Column OutputOf(string name, SchemaShape.Column input)
    {
        bool variable = input.Kind == SchemaShape.Column.VectorKind.VariableVector;
        var annotations = new List<SchemaShape.Column>();
        if (input.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out SchemaShape.Column values) && values.ItemType is TextDataViewType
            && ((_outputCountVector && input.IsKey) || !variable))
        {
            annotations.Add(SchemaShapeExtensions.SlotNamesAnnotation());
        }

        if (!_outputCountVector && !variable)
            annotations.Add(SchemaShapeExtensions.CategoricalSlotRangesAnnotation());
        if (!_outputCountVector || input.Kind == SchemaShape.Column.VectorKind.Scalar)
            annotations.Add(SchemaShapeExtensions.IsNormalizedAnnotation());
        return new SchemaShape.Column(name,
            variable && !_outputCountVector ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector,
            NumberDataViewType.Single, false, new SchemaShape(annotations));
    }
}
