using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>The Score of a regression.</summary>
internal sealed class RegressionScoreMapper(DataViewSchema input, string featureColumn, IValueMapper<float> model)
    : ScoreMapper<float>(input, featureColumn, model, Columns(input))
{
    protected override Delegate CreateGetter(string column, CachedScore<float> score) =>
        (ValueGetter<float>)((ref float value) => value = score.Current);

    private static DataViewSchema.DetachedColumn[] Columns(DataViewSchema input)
    {
        var annotations = new ScoreAnnotations(input, AnnotationUtils.Const.ScoreColumnKind.Regression);
        return [new(DefaultColumnNames.Score, NumberDataViewType.Single, annotations.OfScore())];
    }
}
