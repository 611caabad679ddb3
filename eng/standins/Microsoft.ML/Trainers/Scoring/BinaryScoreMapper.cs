using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>PredictedLabel and Score, and Probability if the model knows one.</summary>
internal sealed class BinaryScoreMapper : ScoreMapper<float>
{
    private readonly IValueMapperDist? _calibrated;
    private readonly float _threshold;
    private readonly bool _thresholdIsProbability;

    public BinaryScoreMapper(DataViewSchema input, string featureColumn, IValueMapper<float> model, float threshold, string thresholdColumn)
        : base(input, featureColumn, model, Columns(input, model is IValueMapperDist))
    {
        _calibrated = model as IValueMapperDist;
        _threshold = threshold;
        _thresholdIsProbability = _calibrated != null && thresholdColumn == DefaultColumnNames.Probability;
    }

    protected override Delegate CreateGetter(string column, CachedScore<float> score)
    {
        if (column == DefaultColumnNames.Score)
            return (ValueGetter<float>)((ref float value) => value = score.Current);
        if (column == DefaultColumnNames.Probability)
            return (ValueGetter<float>)((ref float value) => value = _calibrated!.PredictProbability(score.Current));
        return _thresholdIsProbability
            ? (ValueGetter<bool>)((ref bool value) => value = _calibrated!.PredictProbability(score.Current) > _threshold)
            : (ValueGetter<bool>)((ref bool value) => value = score.Current > _threshold);
    }

    private static DataViewSchema.DetachedColumn[] Columns(DataViewSchema input, bool calibrated)
    {
        var annotations = new ScoreAnnotations(input, AnnotationUtils.Const.ScoreColumnKind.BinaryClassification);
        DataViewSchema.DetachedColumn[] columns =
        [
            new(DefaultColumnNames.PredictedLabel, BooleanDataViewType.Instance, annotations.OfPredictedLabel()),
            new(DefaultColumnNames.Score, NumberDataViewType.Single, annotations.OfScore()),
        ];
        return calibrated
            ? [.. columns, new(DefaultColumnNames.Probability, NumberDataViewType.Single, annotations.OfProbability())]
            : columns;
    }
}
