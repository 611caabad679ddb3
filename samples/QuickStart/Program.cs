// Features of a convolutional network and ML.NET's own trainer, in one pipeline, from a folder per class.
using Microsoft.ML;
using MLNet.ConvExtensions;

var ml = new MLContext(seed: 1);
string folder = Path.Combine(AppContext.BaseDirectory, "photos");
IDataView photos = ml.Data.LoadImageFolder(folder);

var pipeline = ml
    .Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.PackagedResNet18))
    .AppendCacheCheckpoint(ml)
    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0));

foreach (var fold in ml.MulticlassClassification.CrossValidate(photos, pipeline, numberOfFolds: 4))
    Console.WriteLine($"fold {fold.Fold}: accuracy {fold.Metrics.MicroAccuracy:0.00}");

ml.Model.Save(pipeline.Fit(photos), photos.Schema, Path.Combine(AppContext.BaseDirectory, "stripes.zip"));
