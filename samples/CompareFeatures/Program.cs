// Which features tell discs, rings and crosses apart: pixels, hand-crafted features, or a convolutional network's? Fair splits, intervals,
// tests, a report.
using Microsoft.ML;
using MLNet.ConvExtensions;

string folder = Path.Combine(AppContext.BaseDirectory, "comparison");
var ml = new MLContext(seed: 1);
IDataView pictures = ml.Data.LoadFromEnumerable(Pictures.Draw(Path.Combine(folder, "pictures"), each: 40));

FeatureSet[] sets =
[
    new("ResNet-18", ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.PackagedResNet18)),
    new("HOG", ml.Transforms.HandCraftedFeatures("Features", "ImagePath", HandCraftedKinds.Hog)),
    new("LBP", ml.Transforms.HandCraftedFeatures("Features", "ImagePath", HandCraftedKinds.Lbp)),
    new("pixels", ml.Transforms.HandCraftedFeatures("Features", "ImagePath", HandCraftedKinds.Pixels)),
];

using FeatureComparison comparison = ml.CompareFeatures(
    pictures,
    sets,
    new FeatureComparisonOptions { MaxTrials = 4, Trainers = [ComparedTrainer.LogisticRegression, ComparedTrainer.LinearSvm] }
);

foreach (FeatureSetResult set in comparison.Sets)
{
    ScoreInterval accuracy = set.Test[ComparisonMetric.Accuracy];
    Console.WriteLine($"{set.Name}: accuracy {accuracy.Value:0.000} ({accuracy.Low:0.000} to {accuracy.High:0.000}) with {set.Trainer}");
}

foreach (PairedComparison pair in comparison.Pairs)
    Console.WriteLine(
        $"{pair.First} and {pair.Second} {(comparison.Differ(pair) ? "differ" : "are not shown to differ")}: p "
            + $"{pair.AdjustedResampledP:0.0000} and {pair.AdjustedMcNemarP:0.0000}"
    );
Console.WriteLine($"The report is {comparison.SaveReport(folder)}.");
