using System.Globalization;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>How good a classifier is, for people to read.</summary>
internal static class ClassReport
{
    /// <param name="output">Where it goes.</param>
    /// <param name="metrics">The figures.</param>
    /// <param name="images">What images they come from, such as "test images".</param>
    public static void Write(TextWriter output, MulticlassClassificationMetrics metrics, string images)
    {
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Accuracy on {images}: {metrics.MicroAccuracy:0.0000}, by class {metrics.MacroAccuracy:0.0000}, log loss "
                    + $"{metrics.LogLoss:0.0000}"
            )
        );
        if (metrics.TopKPredictionCount > 1)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Top-{metrics.TopKPredictionCount} accuracy on {images}: {metrics.TopKAccuracy:0.0000}, error {1 - metrics.TopKAccuracy:0.0000}"
                )
            );
        }

        output.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable().TrimEnd());
    }
}
