using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/decisions.md.</summary>
internal static class Decisions
{
    public static void Run(MLContext ml)
    {
        TrainTestSets photos = ml.Data.TrainTestSplitByLabel(ml.Data.LoadImageFolder("photos"), 0.5);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.Embedded))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f));
        ITransformer model = pipeline.Fit(photos.TrainSet);

        // Photos that the model didn't learn from.
        IDataView scored = model.Transform(photos.TestSet);
        TemperatureTransformer calibrator = ml.MulticlassClassification.Calibrators().Temperature().Fit(scored);
        IDataView calibrated = calibrator.Transform(scored);
        PredictionSetTransformer sets = ml.MulticlassClassification.Decisions().PredictionSet(0.9).Fit(calibrated);
        UnknownTransformer unknown = ml.MulticlassClassification.Decisions().UnknownByNeighbors(acceptedShare: 0.95).Fit(calibrated);
        var decided = new TransformerChain<ITransformer>(model, calibrator, sets, unknown);
        ml.Model.Save(decided, photos.TrainSet.Schema, "decided.zip");

        ThresholdTransformer threshold = ml.MulticlassClassification.Decisions()
            .Threshold(new ThresholdOptions { TargetRecall = 0.99, TargetClass = "striped" })
            .Fit(calibrated);
        Console.WriteLine($"from {threshold.Choice.Threshold:0.000} on; recall at least {threshold.Choice.Recall.Low:0.000}");

        File.WriteAllText("taxa.csv", "class,family\nplain,made\nstriped,made\n");
        Predict(ml);
        Taxa(ml, calibrated);
    }

    private static void Predict(MLContext ml)
    {
        using ImageModel animals = ml.Model.LoadImageModel("decided.zip");
        ImagePrediction prediction = animals.Predict("photo.jpg");
        Console.WriteLine(prediction.IsUnknown ? "unknown" : string.Join(" or ", prediction.PredictionSet!));
    }

    private static void Taxa(MLContext ml, IDataView calibrated)
    {
        RollUpTransformer taxa = ml.MulticlassClassification.Decisions()
            .RollUp(Taxonomy.Load("taxa.csv"), new RollUpOptions { Probability = 0.65f, Possible = ["plain", "striped"] })
            .Fit(calibrated);
        Console.WriteLine($"{taxa.Taxa.Count} taxa");
    }
}
