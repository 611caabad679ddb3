using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Evaluates predicted numbers.</summary>
internal static class RegressionEvaluator
{
    public static RegressionAggregator Evaluate(IHostEnvironment env, IDataView data, string labelName, string scoreName)
    {
        var label = EvaluatedColumns.Find(env, data, "Label", labelName);
        var score = EvaluatedColumns.Find(env, data, "Score", scoreName);
        EvaluatedColumns.CheckType(env, score.Type == NumberDataViewType.Single, "score", score, "Single");
        EvaluatedColumns.CheckType(env, label.Type == NumberDataViewType.Single, "label", label, "Single");

        var aggregator = new RegressionAggregator();
        using var cursor = data.GetRowCursor([label, score]);
        var getLabel = cursor.GetGetter<float>(label);
        var getScore = cursor.GetGetter<float>(score);
        float labelValue = 0;
        float scoreValue = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref labelValue);
            getScore(ref scoreValue);
            aggregator.Add(labelValue, scoreValue);
        }
        return aggregator;
    }
}
