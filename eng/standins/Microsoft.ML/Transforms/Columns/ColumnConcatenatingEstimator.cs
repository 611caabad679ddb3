using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
    {
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _host.CheckValue(inputColumnNames, nameof(inputColumnNames));
        _host.CheckParam(!inputColumnNames.Any(string.IsNullOrEmpty), nameof(inputColumnNames), "Some of the names are null or empty.");
        _name = outputColumnName;
        _sources = inputColumnNames;
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new ColumnConcatenatingTransformer(_host, _name, _sources);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        SchemaShape.Column[] inputs = [.. _sources.Select(source => inputSchema.GetInput(_host, source))];
        DataViewType? itemType = inputs.Length > 0 ? inputs[0].ItemType : null;
        foreach (SchemaShape.Column input in inputs)
        {
            _host.Check(!input.IsKey, $"Column '{input.Name}' is a key, and keys can't be concatenated.");
            _host.Check(input.ItemType.Equals(itemType), $"Concatenated columns must be of one type: '{input.Name}' is {input.ItemType}, not {itemType}.");
        }

        _host.Check(itemType != null, "There is nothing to concatenate.");
        return inputSchema.With([new SchemaShape.Column(_name, KindOf(inputs), itemType, false, AnnotationsOf(inputs))]);
    }

    private static SchemaShape.Column.VectorKind KindOf(SchemaShape.Column[] inputs) =>
        inputs.Any(input => input.Kind == SchemaShape.Column.VectorKind.VariableVector)
            ? SchemaShape.Column.VectorKind.VariableVector
            : SchemaShape.Column.VectorKind.Vector;

    private static SchemaShape AnnotationsOf(SchemaShape.Column[] inputs)
    {
        var annotations = new List<SchemaShape.Column>();
        if (inputs.All(IsNormalized))
            annotations.Add(SchemaShapeExtensions.IsNormalizedAnnotation());
        if (inputs.Any(input => input.HasAnnotation(AnnotationUtils.Kinds.CategoricalSlotRanges)))
            annotations.Add(SchemaShapeExtensions.CategoricalSlotRangesAnnotation());
        if (inputs.Any(input => input.Kind == SchemaShape.Column.VectorKind.Scalar || input.HasAnnotation(AnnotationUtils.Kinds.SlotNames)))
            annotations.Add(SchemaShapeExtensions.SlotNamesAnnotation());
        return new SchemaShape(annotations);
    }

    private static bool IsNormalized(SchemaShape.Column input) =>
        input.Annotations.TryFindColumn(AnnotationUtils.Kinds.IsNormalized, out SchemaShape.Column annotation)
        && annotation is { Kind: SchemaShape.Column.VectorKind.Scalar, ItemType: BooleanDataViewType };
}
