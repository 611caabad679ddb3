using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class MissingValueReplacingEstimator : IEstimator<MissingValueReplacingTransformer>
{
    private readonly IHost _host;
    private readonly (string Output, string Input)[] _columns;
    private readonly ReplacementMode _mode;
    private readonly bool _bySlot;

    internal MissingValueReplacingEstimator(IHostEnvironment env, ReplacementMode mode, bool imputeBySlot, params (string Output, string Input)[] columns)
    {
        _host = env.Register(nameof(MissingValueReplacingEstimator));
        foreach ((string output, _) in columns)
            _host.CheckNonWhiteSpace(output, "name");
        _columns = columns;
        _mode = mode;
        _bySlot = imputeBySlot;
    }

    public enum ReplacementMode : byte
    {
        DefaultValue = 0,
        Mean = 1,
        Minimum = 2,
        Maximum = 3,
        Mode = 5,
    }

    public MissingValueReplacingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        DataViewSchema.Column[] inputs = [.. _columns.Select(pair => input.Schema.GetColumnOrNull(pair.Input)
            ?? throw _host.ExceptSchemaMismatch(nameof(input), "input", pair.Input))];
        foreach (DataViewSchema.Column column in inputs)
            CheckType(column.Name, column.Type.GetItemType());

        using DataViewRowCursor? cursor = _mode == ReplacementMode.DefaultValue ? null : input.GetRowCursor(inputs.DistinctBy(column => column.Index));
        ReplacementLearner[] learners = [.. inputs.Select(column => ReplacementLearner.Create(_mode, _bySlot, cursor, column))];
        while (cursor?.MoveNext() == true)
        {
            foreach (ReplacementLearner learner in learners)
                learner.Learn();
        }

        return new MissingValueReplacingTransformer(_host, _columns, [.. learners.Select(learner => learner.CreateReplacement())]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.GetInput(_host, pair.Input);
            CheckType(input.Name, input.ItemType);
            return new SchemaShape.Column(pair.Output, input.Kind, input.ItemType, false,
                input.Annotations(AnnotationUtils.Kinds.SlotNames, AnnotationUtils.Kinds.IsNormalized));
        }));
    }

    private void CheckType(string name, DataViewType itemType) =>
        _host.CheckParam(MissingValues.AreReplaceable(itemType), "inputSchema", $"Column '{name}' of type '{itemType}' has no missing values to replace.");
}
