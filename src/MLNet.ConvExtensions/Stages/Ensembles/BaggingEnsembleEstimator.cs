using Microsoft.ML;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>One pipeline fitted on many bootstrap samples (Breiman, Bagging predictors, 1996).</summary>
internal sealed class BaggingEnsembleEstimator(ModelTask task, IEstimator<ITransformer> member, BaggingEnsembleOptions options)
    : EnsembleEstimator
{
    private readonly bool _votes = options.Vote && task != ModelTask.Regression;

    private protected override EnsembleTransformer FitCore(IDataView input)
    {
        MemberList members = Validate();
        double[] labels = ColumnValues.Labels(input, task, options.LabelColumnName);
        if (labels.Length == 0)
            throw new ArgumentException("There are no rows to draw samples of.");
        var sampler = new RowSampler(labels.Length, ColumnValues.Groups(input, options.GroupColumnName), options.Seed);
        using var fitted = new FittedMembers(members);
        for (int i = 0; i < members.Count; i++)
            fitted.Fit(i, new SampledView(input, sampler.Bootstrap(options.SampleFraction)));
        return fitted.HandOver(CombiningEnsemble.Create(input, task, members, fitted.All, weights: null, _votes, options.LabelColumnName));
    }

    private protected override SchemaShape GetOutputSchemaCore(SchemaShape inputSchema)
    {
        Validate().CheckShapes(inputSchema);
        return OutputShapes.Add(task, inputSchema, options.LabelColumnName);
    }

    private MemberList Validate()
    {
        options.Base.Validate(options.NumberOfBags);
        options.Validate();
        if (member is EnsembleMember { IsFitted: true })
            throw new ArgumentException("A fitted pipeline can't be fitted to samples: give the bagging ensemble an estimator.");
        return new MemberList([.. Enumerable.Repeat(member, options.NumberOfBags)]);
    }
}
