using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.TrainingBenchmarks;

/// <summary>
/// Fine-tunes a network to tell one class of photos, 5 % of those to learn from and of those to judge by, from all others, with and without
/// balanced sampling, and prints the average precision of each seed and the means.
/// </summary>
internal static class RareClass
{
    private const double Part = 0.05;

    public static void Run(string[] args)
    {
        (string photos, string rare, string network) = (args[0], args[1], args[2]);
        int seeds = int.Parse(args[3], CultureInfo.InvariantCulture);
        Photo[] all =
        [
            .. Directory
                .GetDirectories(photos)
                .Order(StringComparer.Ordinal)
                .SelectMany(d => Directory.GetFiles(d).Order(StringComparer.Ordinal))
                .Select(f => new Photo(f, Path.GetFileName(Path.GetDirectoryName(f)) == rare)),
        ];
        double[] balances = [0, 0.5, 1];
        var found = balances.ToDictionary(b => b, _ => new List<double>());
        for (int seed = 1; seed <= seeds; seed++)
        {
            var random = new Random(seed);
            random.Shuffle(all);
            Photo[] others = [.. all.Where(p => !p.Label)],
                wanted = [.. all.Where(p => p.Label)];
            int half = others.Length / 2,
                few = (int)Math.Round(half * Part / (1 - Part));
            foreach (double balance in balances)
            {
                double precision = Precision(
                    [.. others[..half], .. wanted[..few]],
                    [.. others[half..], .. wanted[few..(2 * few)]],
                    network,
                    balance,
                    seed
                );
                found[balance].Add(precision);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"imbalance,{balance},{seed},{precision:F4}"));
            }
        }

        foreach ((double balance, List<double> precisions) in found)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"imbalance,{balance},mean,{precisions.Average():F4}"));
    }

    private static double Precision(Photo[] learned, Photo[] judged, string network, double balance, int seed)
    {
        var ml = new MLContext(seed);
        var options = new FineTuneOptions
        {
            FeatureColumnName = nameof(Photo.ImagePath),
            ClassBalance = balance,
            Seed = seed,
        };
        Backbone backbone = network == "packaged-resnet18" ? Backbone.PackagedResNet18 : Backbone.FromFile(network);
        using ConvNetTransformer model = ml
            .BinaryClassification.Trainers.FineTune(backbone, options)
            .Fit(ml.Data.LoadFromEnumerable(learned));
        IDataView scored = model.Transform(ml.Data.LoadFromEnumerable(judged));
        (float Score, bool Label)[] ranked =
        [
            .. scored
                .GetColumn<float>("Score")
                .Zip(scored.GetColumn<bool>(nameof(Photo.Label)), (score, label) => (score, label))
                .OrderByDescending(r => r.score),
        ];
        // The mean, over the class's photos, of the precision down to each: scikit-learn's average_precision_score.
        (int right, double sum) = (0, 0);
        for (int i = 0; i < ranked.Length; i++)
            sum += ranked[i].Label ? ++right / (i + 1.0) : 0;
        return sum / right;
    }

    private sealed record Photo(string ImagePath, bool Label);
}
