using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Kinds = Microsoft.ML.Data.AnnotationUtils.Kinds;

namespace Microsoft.ML.Calibrators;

/// <summary>Adds the probability of a score.</summary>
internal sealed class ProbabilityMapper : IRowMapper
{
    private readonly DataViewSchema.Column _score;
    private readonly ICalibrator _calibrator;

    public ProbabilityMapper(DataViewSchema input, string scoreColumnName, ICalibrator calibrator)
    {
        _calibrator = calibrator;
        _score = input.GetColumnOrNull(scoreColumnName)
            ?? throw Contracts.Except($"The data to calibrate contains no '{scoreColumnName}' column.");
    }

    public DataViewSchema.DetachedColumn[] GetOutputColumns()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        string[] kinds = [Kinds.ScoreColumnSetId, Kinds.ScoreColumnKind, Kinds.ScoreValueKind];
        if (kinds.All(kind => _score.Annotations.Schema.GetColumnOrNull(kind) != null))
            builder.Add(_score.Annotations, kinds.Contains);
        builder.AddPrimitiveValue(Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        return [new(DefaultColumnNames.Probability, NumberDataViewType.Single, builder.ToAnnotations())];
    }

    // The score is asked for whether or not the probability is, as in the real stage.
    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput) => column => column == _score.Index;

    public Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
    {
        disposer = null;
        if (!activeOutput(0))
            return [null];
        ValueGetter<float> getScore = input.GetGetter<float>(_score);
        float score = 0;
        return
        [
            (ValueGetter<float>)((ref float value) =>
            {
                getScore(ref score);
                value = _calibrator.PredictProbability(score);
            }),
        ];
    }
}
