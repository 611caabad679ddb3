using Kinds = Microsoft.ML.Data.AnnotationUtils.Kinds;

namespace Microsoft.ML.Data;

/// <summary>What score columns say about themselves; evaluators find them by it.</summary>
internal sealed class ScoreAnnotations
{
    private readonly string _columnKind;
    private readonly uint _setId;

    /// <param name="columnKind">The task, as in <see cref="AnnotationUtils.Const.ScoreColumnKind"/>.</param>
    public ScoreAnnotations(DataViewSchema input, string columnKind)
    {
        _columnKind = columnKind;
        _setId = NextSetId(input);
    }

    /// <param name="keyValues">The training label's key values; null if it has none.</param>
    public DataViewSchema.Annotations OfPredictedLabel(LabelValues? keyValues = null)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddText(Kinds.ScoreColumnKind, _columnKind);
        builder.AddText(Kinds.ScoreValueKind, AnnotationUtils.Const.ScoreValueKind.PredictedLabel);
        if (keyValues != null)
            keyValues.AddTo(builder, Kinds.KeyValues);
        AddSetId(builder);
        return builder.ToAnnotations();
    }

    /// <inheritdoc cref="OfPredictedLabel" path="/param"/>
    public DataViewSchema.Annotations OfScore(LabelValues? keyValues = null)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddText(Kinds.ScoreColumnKind, _columnKind);
        AddSetId(builder);
        builder.AddText(Kinds.ScoreValueKind, AnnotationUtils.Const.ScoreValueKind.Score);
        if (keyValues != null)
        {
            keyValues.AddTo(builder, Kinds.TrainingLabelValues);
            if (keyValues.IsText)
                keyValues.AddTo(builder, Kinds.SlotNames);
        }

        return builder.ToAnnotations();
    }

    public DataViewSchema.Annotations OfProbability()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddText(Kinds.ScoreColumnKind, _columnKind);
        AddSetId(builder);
        builder.AddPrimitiveValue(Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        builder.AddText(Kinds.ScoreValueKind, AnnotationUtils.Const.ScoreValueKind.Probability);
        return builder.ToAnnotations();
    }

    private static uint NextSetId(DataViewSchema input)
    {
        uint largest = 0;
        foreach (DataViewSchema.Column column in input)
        {
            if (column.Annotations.Schema.GetColumnOrNull(Kinds.ScoreColumnSetId) is not { Type: KeyDataViewType key } || key.RawType != typeof(uint))
                continue;
            uint id = 0;
            column.Annotations.GetValue(Kinds.ScoreColumnSetId, ref id);
            largest = Math.Max(largest, id);
        }

        return largest + 1;
    }

    private void AddSetId(DataViewSchema.Annotations.Builder builder)
    {
        uint id = _setId;
        builder.Add(Kinds.ScoreColumnSetId, AnnotationUtils.ScoreColumnSetIdType, (ref uint value) => value = id);
    }
}
