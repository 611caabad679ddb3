using Microsoft.ML;
using MLNet.ConvExtensions;

using ImageModel model = new MLContext().Model.LoadImageModel("tuned.zip");
Console.WriteLine(model.Predict("photo.jpg").Label);
