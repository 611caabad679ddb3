using Microsoft.ML;
using MLNet.ConvExtensions;

using ImageModel model = new MLContext().Model.LoadImageModel("model.zip");
ImagePrediction prediction = model.Predict("photo.jpg");
Console.WriteLine($"{prediction.Label} ({prediction.Probability:P0})");
