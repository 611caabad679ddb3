// Nearest neighbours by pixels, by hand-crafted features, and by features of a network: which neighbours are of the same class?
//     dotnet run --project samples/Neighbors [FOLDER_OF_CLASS_FOLDERS [BACKBONE.onnx]]
using System.Globalization;
using Microsoft.ML;
using MLNet.ConvExtensions;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "photos");
Backbone backbone = args.Length > 1 ? Backbone.FromFile(args[1]) : Backbone.PackagedResNet18;

var ml = new MLContext(seed: 1);
IDataView photos = ml.Data.LoadImageFolder(folder);
photos = ml.Transforms.Conversion.MapValueToKey("Label").Fit(photos).Transform(photos);

var pixels = new HandCraftedFeaturesOptions
{
    InputColumnName = "ImagePath",
    Kinds = HandCraftedKinds.Pixels,
    Width = 32,
    Height = 32,
};
(string Name, IEstimator<ITransformer> Stage)[] sets =
[
    ("pixels 32x32", ml.Transforms.HandCraftedFeatures(pixels)),
    ("HOG", ml.Transforms.HandCraftedFeatures("Features", "ImagePath", HandCraftedKinds.Hog)),
    ("colour histograms", ml.Transforms.HandCraftedFeatures("Features", "ImagePath", HandCraftedKinds.Color)),
    ("network", ml.Transforms.ConvFeatures("Features", "ImagePath", backbone)),
];

Console.WriteLine("| features | distance | 1-NN | 5-NN | 5-NN, weighted |");
Console.WriteLine("|---|---|---|---|---|");
foreach ((string name, IEstimator<ITransformer> stage) in sets)
{
    using var fitted = new Fitted(stage.Fit(photos));
    IDataView features = ml.Data.Cache(fitted.Transformer.Transform(photos), "Label", "Features");
    foreach (NeighborDistance distance in Enum.GetValues<NeighborDistance>())
    {
        string[] cells =
        [
            Accuracy(features, new() { NumberOfNeighbors = 1, Distance = distance }),
            Accuracy(features, new() { NumberOfNeighbors = 5, Distance = distance }),
            Accuracy(
                features,
                new()
                {
                    NumberOfNeighbors = 5,
                    Distance = distance,
                    Weighting = NeighborWeighting.Distance,
                }
            ),
        ];
        Console.WriteLine($"| {name} | {distance} | {string.Join(" | ", cells)} |");
    }
}

// The mean of five folds, and the standard deviation between them.
string Accuracy(IDataView features, KNearestNeighborsOptions options)
{
    double[] folds =
    [
        .. ml
            .MulticlassClassification.CrossValidate(
                features,
                ml.MulticlassClassification.Trainers.KNearestNeighbors(options),
                numberOfFolds: 5
            )
            .Select(f => f.Metrics.MicroAccuracy),
    ];
    double mean = folds.Average();
    return $"{mean:0.000} ± {Math.Sqrt(folds.Sum(f => (f - mean) * (f - mean)) / (folds.Length - 1)):0.000}";
}

/// <summary>A network's stage owns a session, a hand-crafted one nothing.</summary>
internal sealed record Fitted(ITransformer Transformer) : IDisposable
{
    public void Dispose() => (Transformer as IDisposable)?.Dispose();
}
