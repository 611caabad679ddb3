using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/deploy.md.</summary>
internal static class Deploy
{
    public static void Run(MLContext ml)
    {
        Predict(ml);
        IDataView photos = ml.Data.LoadImageFolder("photos");
        ITransformer plain = ml.Model.Load("model.zip", out _);
        IDataView scored = ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(plain.Transform(photos)).Transform(plain.Transform(photos));
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        Console.WriteLine($"loaded plainly: {string.Join(", ", names.DenseValues())}");
    }

    private static void Predict(MLContext ml)
    {
        using ImageModel model = ml.Model.LoadImageModel("model.zip");
        ImagePrediction one = model.Predict("photo.jpg");
        Console.WriteLine($"{one.Label} ({one.Probability:P0})");
    }
}
