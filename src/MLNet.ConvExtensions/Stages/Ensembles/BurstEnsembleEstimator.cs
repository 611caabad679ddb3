using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Ensembles;

namespace MLNet.ConvExtensions;

/// <summary>
/// Fits a pipeline and judges all rows of a group together, several photos of one event: by the average of what it says of them, or by
/// another <see cref="BurstRule"/>.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>As the pipeline
/// does</description></item>
/// <item><term>Input columns</term><description>Those of the pipeline, the group (text, a key, a number: anything but a vector), the
/// label</description></item>
/// <item><term>Output columns</term><description>As of ML.NET's trainers: Score, PredictedLabel, with two classes Probability, each of the
/// group</description></item>
/// <item><term>Saved in a model as</term><description>the pipeline's own stages, which predict each row for itself: no stock stage looks at
/// several rows.
/// To go on judging groups after loading, fit this estimator with the loaded model as <see cref="EnsembleMember"/>; nothing is trained
/// then.</description></item>
/// </list>
/// A group is all rows of a value in the view that is transformed, in whatever order they come; rows whose scores are missing, as of a
/// photo that can't be read, don't count. A prediction engine sees one row at a time
/// and gives what
/// the pipeline says of it. Averaged are probabilities (of regressions, numbers), so a pipeline without them needs a calibrator.
/// </remarks>
public sealed class BurstEnsembleEstimator : IEstimator<BurstEnsembleTransformer>
{
    private readonly ModelTask _task;
    private readonly MemberList _members;
    private readonly BurstEnsembleOptions _options;

    internal BurstEnsembleEstimator(ModelTask task, IEstimator<ITransformer> member, BurstEnsembleOptions options)
    {
        _task = task;
        _members = new MemberList([member]);
        _options = options;
    }

    /// <summary>Fits the pipeline.</summary>
    /// <param name="input">The data to fit on.</param>
    /// <returns>The fitted pipeline, judging groups. Dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentException">The column of groups is missing, or a vector; an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The pipeline failed, or gives nothing that can be averaged.</exception>
    public BurstEnsembleTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        ColumnValues.Find(input, _options.GroupColumnName, "group");
        using var fitted = new FittedMembers(_members);
        fitted.Fit(input);
        EnsembleTransformer single = CombiningEnsemble.Create(
            input,
            _task,
            _members,
            fitted.All,
            weights: null,
            votes: false,
            _options.LabelColumnName
        );
        return fitted.HandOver(new BurstEnsembleTransformer(single, _options));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The column of groups is missing.</exception>
    /// <exception cref="InvalidOperationException">The pipeline can't be fitted to data of this shape.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (!inputSchema.Any(c => c.Name == _options.GroupColumnName))
            throw new ArgumentException(
                $"There is no group column '{_options.GroupColumnName}'. The data has: "
                    + $"{string.Join(", ", inputSchema.Select(c => c.Name))}."
            );
        _members.CheckShapes(inputSchema);
        return OutputShapes.Add(_task, inputSchema, _options.LabelColumnName);
    }
}
