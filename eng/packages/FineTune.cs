using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;

// What eng/packages/check.sh runs on the packed packages: a network is fine-tuned by TorchSharp, and what it predicts is looked at after saving and loading.

var ml = new MLContext(seed: 1);
IDataView photos = ml.Data.LoadFromEnumerable(
    Directory.GetFiles("photos", "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => new Photo(path, Path.GetFileName(Path.GetDirectoryName(path)!))));

var options = new FineTuneOptions { FeatureColumnName = "ImagePath", Strategy = FineTuneStrategy.LastStages, Epochs = 4, BatchSize = 8, Seed = 1 };
var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.MulticlassClassification.Trainers.FineTune(Backbone.Embedded, options));
ml.Model.Save(pipeline.Fit(photos), photos.Schema, "tuned.zip");

ITransformer tuned = ml.Model.LoadWithConvFeatures("tuned.zip", out _);
MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(tuned.Transform(photos));
Console.WriteLine($"fine-tuned: accuracy {metrics.MicroAccuracy:0.00} on the photos that it learned");
return metrics.MicroAccuracy >= 0.75 ? 0 : 1;

internal sealed record Photo(string ImagePath, string Label);
