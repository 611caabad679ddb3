// A map of photos by t-SNE, and the photos that are most similar to one of them.
//     dotnet run --project samples/PhotoMap [FOLDER_OF_CLASS_FOLDERS]
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;

string folder = Path.GetFullPath(args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "photos"));

// What it writes goes beside the program.
Environment.CurrentDirectory = AppContext.BaseDirectory;
var ml = new MLContext(seed: 1);
IDataView photos = ml.Data.LoadImageFolder(folder);
using ConvFeaturesTransformer network = ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.PackagedResNet18).Fit(photos);
IDataView features = ml.Data.Cache(network.Transform(photos));

FeatureMap map = ml.Data.MapByTSne(features, new TSneOptions { Perplexity = 10 });
string[] files = [.. features.GetColumn<string>("ImagePath")];
new MapPage("Photos", map)
{
    Names = files,
    Files = files,
    Labels = [.. features.GetColumn<string>("Label")],
}.SaveHtml("map.html");
Console.WriteLine($"{map.Points.Count} photos, divergence {map.KullbackLeiblerDivergence:0.00}: map.html");

SimilarityIndex index = ml.Data.CreateSimilarityIndex(features, new SimilarityIndexOptions { NameColumnName = "ImagePath" });
float[] first = features.GetColumn<float[]>("Features").First();
foreach (SimilarRow row in index.Find(first, 3))
    Console.WriteLine($"{row.Distance:0.000} {row.Name}");
index.Save("photos.index");
