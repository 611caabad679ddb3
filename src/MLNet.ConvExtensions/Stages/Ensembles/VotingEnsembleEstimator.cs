using Microsoft.ML;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>Votes and averages with given weights.</summary>
internal sealed class VotingEnsembleEstimator(ModelTask task, MemberList members, bool votes, EnsembleOptions options) : EnsembleEstimator
{
    private protected override EnsembleTransformer FitCore(IDataView input)
    {
        Validate();
        using var fitted = new FittedMembers(members);
        fitted.Fit(input);
        return fitted.HandOver(CombiningEnsemble.Create(input, task, members, fitted.All, options.Weights, votes, options.LabelColumnName));
    }

    private protected override SchemaShape GetOutputSchemaCore(SchemaShape inputSchema)
    {
        Validate();
        members.CheckShapes(inputSchema);
        return OutputShapes.Add(task, inputSchema, options.LabelColumnName);
    }

    private void Validate()
    {
        members.Validate(fewest: 2);
        options.Validate(members.Count);
    }
}
