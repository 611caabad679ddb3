using System.Globalization;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>How good a classifier is, for people to read.</summary>
internal static class ClassReport
{
    public static void Write(TextWriter output, MulticlassClassificationMetrics metrics)
    {
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Accuracy on test images: {metrics.MicroAccuracy:0.0000}, by class {metrics.MacroAccuracy:0.0000}, log loss "
                    + $"{metrics.LogLoss:0.0000}"
            )
        );
        output.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable().TrimEnd());
    }
}
