using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.AutoML.Tests.Support;

/// <summary>
/// A stage that remembers the labels of the rows it was fitted on and hands them out as features: leaks whatever it is shown.
/// </summary>
internal sealed class LabelPeekingStage(MLContext context) : IEstimator<ITransformer>
{
    public List<int> FittedRows { get; } = [];

    public ITransformer Fit(IDataView input)
    {
        Dictionary<string, string> seen = context
            .Data.CreateEnumerable<Sample>(input, reuseRowObject: false, ignoreMissingColumns: true)
            .ToDictionary(s => s.Group, s => s.Label);
        FittedRows.Add(seen.Count);
        return context
            .Transforms.CustomMapping<Sample, Features>(
                (from, to) => to.Values = [seen.GetValueOrDefault(from.Group) is { } label ? label[0] : 0, from.Good[0]],
                contractName: null
            )
            .Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;

    private sealed class Features
    {
        [ColumnName("Features")]
        [VectorType(2)]
        public float[] Values { get; set; } = [];
    }
}
