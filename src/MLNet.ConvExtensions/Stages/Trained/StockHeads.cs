using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Trained;

/// <summary>
/// The stock models that make Score, PredictedLabel and Probability of what a network says, with the annotations that evaluators look for.
/// Their weights are 0, 1 and -1, so that they change nothing.
/// </summary>
internal static class StockHeads
{
    /// <summary>The probability above which a label is predicted where no other is known.</summary>
    private const float Half = 0.5f;

    public static ITransformer[] Create(MLContext context, TrainedStageSettings settings, string column, int width) =>
        settings.Task switch
        {
            ModelTask.Multiclass => [LinearModels.Sums(context, column, width, settings.Classes!, c => ([c], [1]))],
            ModelTask.Binary => LinearModels.Logit(context, column, width == 1 ? [1] : [-1, 1]),
            ModelTask.Multilabel => LabelHeads.Create(context, column, settings.Thresholds ?? [.. Enumerable.Repeat(Half, width)]),
            _ when settings.Outputs is not null =>
            [
                context
                    .Transforms.CopyColumns("Score", column)
                    .Fit(EmptyData.Of(context, column, ImageColumnKind.Pixels, new VectorDataViewType(NumberDataViewType.Single, width))),
            ],
            _ => [LinearModels.Sum(context, column, [1])],
        };
}
