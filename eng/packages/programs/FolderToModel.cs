using Microsoft.ML;
using MLNet.ConvExtensions;

var ml = new MLContext(seed: 1);
IDataView photos = ml.Data.LoadImageFolder("photos");
var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.PackagedResNet18))
    .AppendCacheCheckpoint(ml)
    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f));
foreach (var fold in ml.MulticlassClassification.CrossValidate(photos, pipeline))
    Console.WriteLine($"accuracy {fold.Metrics.MicroAccuracy:0.00}");
ml.Model.Save(pipeline.Fit(photos), photos.Schema, "model.zip");
