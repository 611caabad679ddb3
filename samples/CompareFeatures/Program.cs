// Which features tell discs, rings and crosses apart: the pixels, or a convolutional network's? Fair splits, intervals, tests, a report.
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions;

string folder = Path.Combine(AppContext.BaseDirectory, "comparison");
var ml = new MLContext(seed: 1);
IDataView pictures = ml.Data.LoadFromEnumerable(Pictures.Draw(Path.Combine(folder, "pictures"), each: 50));

// What the network was made for; one of 'mlconv models' or from a file of your own says it itself, or takes ImageNet's.
var preprocessing = new BackbonePreprocessing { Width = 128, Height = 128, CropFraction = 1, Mean = [0.5f, 0.5f, 0.5f], StandardDeviation = [0.25f, 0.25f, 0.25f] };
Backbone network = Backbone.FromFile(Path.Combine(AppContext.BaseDirectory, "random-weights-convnet.onnx"), preprocessing);
FeatureSet[] sets =
[
    new("conv, random weights", ml.Transforms.ConvFeatures("Features", "ImagePath", network)),
    new("pixels", ml.Transforms.LoadImages("Image", imageFolder: null, "ImagePath")
        .Append(ml.Transforms.ResizeImages("Image", 24, 24, resizing: ImageResizingEstimator.ResizingKind.Fill))
        .Append(ml.Transforms.ExtractPixels("Features", "Image"))),
];

using FeatureComparison comparison = ml.Auto().CompareFeatures(ml, pictures, sets, new FeatureComparisonOptions
{
    MaxTrials = 8,
    Trainers = [ComparedTrainer.LogisticRegression, ComparedTrainer.LinearSvm],
});

foreach (FeatureSetResult set in comparison.Sets)
{
    ScoreInterval accuracy = set.Test[ComparisonMetric.Accuracy];
    Console.WriteLine($"{set.Name}: accuracy {accuracy.Value:0.000} ({accuracy.Low:0.000} to {accuracy.High:0.000}) with {set.Trainer}");
}

foreach (PairedComparison pair in comparison.Pairs)
    Console.WriteLine($"{pair.First} and {pair.Second} {(comparison.Differ(pair) ? "differ" : "are not shown to differ")}: p {pair.AdjustedResampledP:0.0000} and {pair.AdjustedMcNemarP:0.0000}");
Console.WriteLine($"The report is {comparison.SaveReport(folder)}.");
