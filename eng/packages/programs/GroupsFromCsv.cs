using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;

var ml = new MLContext(seed: 1);
IDataView photos = ml.Data.LoadImageList("photos.csv", new ImageListOptions { GroupColumnName = "animal" });
var parts = ml.Data.TrainTestSplitByGroup(photos, testFraction: 0.3, labelColumnName: "Label");
var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.PackagedResNet18))
    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f));
using ImageModel model = ml.Model.CreateImageModel(pipeline.Fit(parts.TrainSet), photos.Schema);
var judged = model.Predict(parts.TestSet.GetColumn<string>("ImagePath"))
    .Zip(parts.TestSet.GetColumn<string>("Label"), parts.TestSet.GetColumn<string>("Group"));
foreach (var group in judged.GroupBy(photo => photo.Third))
    Console.WriteLine($"{group.Key}: {group.Count(photo => photo.First.Label == photo.Second)} of {group.Count()} right");
