using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Trained;

/// <summary>
/// The stock models that make Score, PredictedLabel and Probability of what a network says, with the annotations that evaluators look for.
/// Their weights are 0, 1 and -1, so that they change nothing.
/// </summary>
internal static class StockHeads
{
    public static ITransformer[] Create(MLContext context, TrainedStageSettings settings, string column, int width) =>
        settings.Task switch
        {
            ModelTask.Multiclass => [LinearModels.Sums(context, column, width, settings.Classes!, c => ([c], [1]))],
            ModelTask.Binary => LinearModels.Logit(context, column, width == 1 ? [1] : [-1, 1]),
            _ => [LinearModels.Sum(context, column, [1])],
        };
}
