using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>PredictedLabel, the class with the highest score, and the scores of all classes.</summary>
internal sealed class MulticlassScoreMapper(DataViewSchema input, string featureColumn, IMulticlassValueMapper model, LabelValues? labelValues)
    : ScoreMapper<VBuffer<float>>(input, featureColumn, model, Columns(input, model.ClassCount, labelValues))
{
    protected override Delegate CreateGetter(string column, CachedScore<VBuffer<float>> score)
    {
        if (column == DefaultColumnNames.Score)
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => score.Current.CopyTo(ref value));
        return (ValueGetter<uint>)((ref uint value) => value = (uint)(IndexOfHighest(score.Current.GetValues()) + 1));
    }

    /// <returns>-1 if no score is a number: the predicted label is missing then.</returns>
    private static int IndexOfHighest(ReadOnlySpan<float> scores)
    {
        int best = -1;
        for (int i = 0; i < scores.Length; i++)
        {
            if (best < 0 ? !float.IsNaN(scores[i]) : scores[i] > scores[best])
                best = i;
        }

        return best;
    }

    private static DataViewSchema.DetachedColumn[] Columns(DataViewSchema input, int classCount, LabelValues? labelValues)
    {
        var annotations = new ScoreAnnotations(input, AnnotationUtils.Const.ScoreColumnKind.MulticlassClassification);
        return
        [
            new(DefaultColumnNames.PredictedLabel, new KeyDataViewType(typeof(uint), classCount), annotations.OfPredictedLabel(labelValues)),
            new(DefaultColumnNames.Score, new VectorDataViewType(NumberDataViewType.Single, classCount), annotations.OfScore(labelValues)),
        ];
    }
}
