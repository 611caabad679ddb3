using Microsoft.ML;
using MLNet.ConvExtensions;

var ml = new MLContext(seed: 1);
IDataView photos = ml.Data.LoadImageFolder("photos");
var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.MulticlassClassification.Trainers.FineTune(Backbone.PackagedResNet18, "Label", "ImagePath"));
ml.Model.Save(pipeline.Fit(photos), photos.Schema, "tuned.zip");
