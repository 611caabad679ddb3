using System.Globalization;
using Microsoft.ML;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>What docs/neighbours.md says of few photos of each class: how well trainers tell the others, over many draws.</summary>
internal static class FewShotFigures
{
    private const int Draws = 20;

    /// <param name="photos">A folder of photos of classes.</param>
    /// <param name="backbone">The network: a file, or a name.</param>
    public static void Run(string photos, string backbone)
    {
        var ml = new MLContext(seed: 1);
        Backbone network = Backbone.FromNameOrFile(backbone);
        IDataView rows = ml.Data.LoadImageFolder(photos);
        rows = ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        using ConvFeaturesTransformer stage = ml.Transforms.ConvFeatures("Features", "ImagePath", network).Fit(rows);
        rows = ml.Data.Cache(stage.Transform(rows), "Label", "Features");

        MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers = ml.MulticlassClassification.Trainers;
        (string Name, IEstimator<ITransformer> Trainer)[] contenders =
        [
            ("nearest class mean, cosine", trainers.NearestClassMean(distance: NeighborDistance.Cosine)),
            ("nearest class mean, L2", trainers.NearestClassMean()),
            ("nearest neighbour, cosine", trainers.KNearestNeighbors(numberOfNeighbors: 1, distance: NeighborDistance.Cosine)),
            ("logistic regression, L2 0.1", trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f)),
            ("linear probe", trainers.LinearProbe()),
        ];
        int[] shots = [1, 5, 20];
        Console.WriteLine($"{network}, {photos}, {Draws} draws");
        Console.WriteLine($"| trainer | {string.Join(" | ", shots.Select(s => $"{s} a class"))} |");
        Console.WriteLine($"|---|{string.Concat(shots.Select(_ => "--:|"))}");
        foreach ((string name, IEstimator<ITransformer> trainer) in contenders)
        {
            IEnumerable<string> cells = shots.Select(s =>
            {
                // It takes folds of two rows of each class at least.
                if (s == 1 && trainer is LinearProbeTrainer)
                    return "";
                var options = new FewShotOptions
                {
                    Shots = s,
                    Draws = Draws,
                    Trainer = trainer,
                };
                MetricInterval found = ml.MulticlassClassification.EvaluateFewShot(rows, options).MicroAccuracy;
                return string.Create(CultureInfo.InvariantCulture, $"{100 * found.Value:0.0} ± {100 * (found.High - found.Value):0.0}");
            });
            Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
        }
    }
}
