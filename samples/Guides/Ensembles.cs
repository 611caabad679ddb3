using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/ensembles.md.</summary>
internal static class Ensembles
{
    public static void Run(MLContext ml)
    {
        IDataView photos = ml.Data.LoadImageFolder("photos");
        var trainers = ml.MulticlassClassification.Trainers;
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.Embedded))
            .AppendCacheCheckpoint(ml)
            .Append(trainers.StackingEnsemble(
                trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f),
                trainers.SdcaMaximumEntropy(),
                trainers.OneVersusAll(ml.BinaryClassification.Trainers.FastTree())));
        Console.WriteLine($"ensemble: {ml.MulticlassClassification.Evaluate(pipeline.Fit(photos).Transform(photos)).MicroAccuracy:0.00} of what it learned");
    }
}
