using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly IHost _host;
    private readonly NormalizerOptions _options;
    private readonly (string Output, string Input)[] _columns;

    internal NormalizingEstimator(IHostEnvironment env, NormalizerOptions options, params (string Output, string Input)[] columns)
    {
        _host = env.Register(nameof(NormalizingEstimator));
        foreach ((string output, string input) in columns)
        {
            _host.CheckNonEmpty(output, "name");
            _host.CheckNonEmpty(input, "inputColumnName");
        }

        _host.CheckParam(options.MaximumExampleCount > 1, "maximumExampleCount", $"Must be greater than 1, but is {options.MaximumExampleCount}.");
        _options = options;
        _columns = columns;
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        DataViewSchema.Column[] inputs = [.. _columns.Select(pair => input.Schema.GetColumnOrNull(pair.Input)
            ?? throw _host.ExceptSchemaMismatch(nameof(input), "input", pair.Input))];
        foreach (DataViewSchema.Column column in inputs)
        {
            _host.CheckParam(NormalizerFunction.IsValid(column.Type), "srcType",
                $"Column '{column.Name}' must be of type Single or Double, or a vector of known size of these, but is '{column.Type}'.");
        }

        using DataViewRowCursor cursor = input.GetRowCursor(inputs.DistinctBy(column => column.Index));
        NormalizerLearner[] learners = [.. inputs.Select(column => NormalizerLearner.Create(_options, cursor, column))];

        // Columns are fitted together, on one pass over the data, which ends as soon as all have seen what they may.
        long rows = 0;
        while (rows < _options.MaximumExampleCount && cursor.MoveNext())
        {
            foreach (NormalizerLearner learner in learners)
                learner.Learn();
            rows++;
        }

        return new NormalizingTransformer(_host, _columns, [.. learners.Select(learner => learner.CreateFunction())]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.GetInput(_host, pair.Input);
            if (input.Kind == SchemaShape.Column.VectorKind.VariableVector)
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name, "known-size vector or scalar", input.GetTypeString());
            if (!NormalizerFunction.IsValid(input.ItemType))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name, "vector or scalar of Single or Double", input.GetTypeString());
            var annotations = new SchemaShape([SchemaShapeExtensions.IsNormalizedAnnotation(), .. input.Annotations(AnnotationUtils.Kinds.SlotNames)]);
            return new SchemaShape.Column(pair.Output, input.Kind, input.ItemType, input.IsKey, annotations);
        }));
    }
}
