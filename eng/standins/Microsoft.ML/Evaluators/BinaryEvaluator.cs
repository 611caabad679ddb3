using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Evaluates scores of two classes. A positive score is a positive prediction: the column of predicted labels has to be there,
/// but its values are not looked at.
/// </summary>
internal static class BinaryEvaluator
{
    public static (BinaryAggregator Results, string[] ClassNames) Evaluate(
        IHostEnvironment env, IDataView data, string labelName, string scoreName, string? probabilityName, string predictedLabelName)
    {
        var label = EvaluatedColumns.Find(env, data, "Label", labelName);
        var score = EvaluatedColumns.Find(env, data, "Score", scoreName);
        DataViewSchema.Column? probability = probabilityName == null ? null : EvaluatedColumns.Find(env, data, "Probability", probabilityName);
        EvaluatedColumns.Find(env, data, "PredictedLabel", predictedLabelName);
        CheckTypes(env, label, score, probability);

        var aggregator = new BinaryAggregator(env.Register(nameof(BinaryEvaluator)).Rand);
        DataViewSchema.Column[] needed = probability is { } column ? [label, score, column] : [label, score];
        using var cursor = data.GetRowCursor(needed);
        var getLabel = EvaluatedColumns.GetLabelGetter(cursor, label);
        var getScore = cursor.GetGetter<float>(score);
        var getProbability = probability is { } calibrated ? cursor.GetGetter<float>(calibrated) : (ref float value) => value = float.NaN;
        float labelValue = 0;
        float scoreValue = 0;
        float probabilityValue = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref labelValue);
            getScore(ref scoreValue);
            getProbability(ref probabilityValue);
            aggregator.Add(labelValue, scoreValue, probabilityValue);
        }
        return (aggregator, ClassNames(label));
    }

    private static void CheckTypes(IHostEnvironment env, DataViewSchema.Column label, DataViewSchema.Column score, DataViewSchema.Column? probability)
    {
        EvaluatedColumns.CheckType(env, score.Type == NumberDataViewType.Single, "score", score, "Single");
        bool isLabel = label.Type == NumberDataViewType.Single || label.Type == NumberDataViewType.Double
            || label.Type is BooleanDataViewType or KeyDataViewType { Count: 2 };
        EvaluatedColumns.CheckType(env, isLabel, "label", label, "Single, Double, Boolean, or a Key with cardinality 2");
        if (probability is { } column)
            EvaluatedColumns.CheckType(env, column.Type == NumberDataViewType.Single, "probability", column, "Single");
    }

    // The first name heads the row of the positive class, even where the names are those of a key, whose second value is the positive one.
    private static string[] ClassNames(DataViewSchema.Column label)
        => label.Type is KeyDataViewType && EvaluatedColumns.GetNames(label, AnnotationUtils.Kinds.KeyValues) is { Length: > 0 } names
            ? names
            : ["positive", "negative"];
}
