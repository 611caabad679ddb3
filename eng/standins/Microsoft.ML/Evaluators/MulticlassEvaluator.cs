using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Evaluates vectors of one score a class. The column of predicted labels has to be there, but its values are not looked at.</summary>
internal static class MulticlassEvaluator
{
    public static (MulticlassAggregator Results, string[] ClassNames) Evaluate(
        IHostEnvironment env, IDataView data, string labelName, string scoreName, string predictedLabelName)
    {
        var label = EvaluatedColumns.Find(env, data, "Label", labelName);
        var score = EvaluatedColumns.Find(env, data, "Score", scoreName);
        EvaluatedColumns.Find(env, data, "PredictedLabel", predictedLabelName);

        int classes = score.Type.GetVectorSize();
        bool isScore = classes >= 2 && score.Type.GetItemType() == NumberDataViewType.Single;
        EvaluatedColumns.CheckType(env, isScore, "score", score, "vector of two or more items of type Single");
        bool isLabel = label.Type == NumberDataViewType.Single || label.Type is KeyDataViewType;
        EvaluatedColumns.CheckType(env, isLabel, "label", label, "Single or Key");

        var aggregator = new MulticlassAggregator(classes);
        using var cursor = data.GetRowCursor([label, score]);
        var getLabel = EvaluatedColumns.GetLabelGetter(cursor, label);
        var getScores = cursor.GetGetter<VBuffer<float>>(score);
        float labelValue = 0;
        VBuffer<float> scores = default;
        var dense = new float[classes];
        while (cursor.MoveNext())
        {
            getLabel(ref labelValue);
            getScores(ref scores);
            env.Check(scores.Length == classes, $"A row has {scores.Length} scores, but there are {classes} classes.");
            scores.CopyTo(dense);
            aggregator.Add(labelValue, dense);
        }
        return (aggregator, EvaluatedColumns.GetNames(score, AnnotationUtils.Kinds.SlotNames) ?? EvaluatedColumns.NumberedNames(classes));
    }
}
