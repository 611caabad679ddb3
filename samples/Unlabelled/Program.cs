// What are images without labels worth, when only a tenth has labels? A small network learns from all images without labels, in three ways,
// and then from the few labels; beside it the same network that starts from random weights.
//     dotnet run --project samples/Unlabelled -c Release -- [FOLDER [IMAGES [EPOCHS]]]
// FOLDER has CIFAR-10, or a folder of photos for each class. Without it, the images are drawn here.
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MLNet.ConvExtensions;
using Unlabelled;

const int seeds = 3;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext(seed: 1);
bool drawn = args.Length == 0;
PhotoSet photos = drawn ? DrawnPhotos.Create(240, 200) : PhotoSet.Read(ml, args[0], args.Length > 1 ? int.Parse(args[1]) : 5000);
int epochs =
    args.Length > 2 ? int.Parse(args[2])
    : drawn ? 8
    : 20;
var trial = drawn ? new Trial(ml, photos, side: 24, maps: 8, epochs) : new Trial(ml, photos, side: 32, maps: 16, epochs);
Console.WriteLine(
    $"{photos.Train.Length} images of {photos.Classes} classes, {photos.Train.Length / 10} of them with labels; {photos.Test.Length} to "
        + "test with."
);

var watch = Stopwatch.StartNew();
var results = new Dictionary<string, List<(double Probe, double Trained)>>();
for (int seed = 1; seed <= seeds; seed++)
{
    foreach ((string name, Func<Backbone> pretrain) in trial.Pretrainings(seed))
    {
        double start = watch.Elapsed.TotalSeconds;
        Backbone backbone = pretrain();
        double pretrained = watch.Elapsed.TotalSeconds;
        (double Probe, double Trained) result = trial.Judge(backbone, seed);
        Console.WriteLine(
            $"seed {seed}, {name}: linear probe {result.Probe:P1}, trained {result.Trained:P1} ({pretrained - start:F0} s + "
                + $"{watch.Elapsed.TotalSeconds - pretrained:F0} s)"
        );
        results.TryAdd(name, []);
        results[name].Add(result);
    }
}

Console.WriteLine();
Console.WriteLine("| learnt without labels | linear probe | network trained |");
Console.WriteLine("|---|--:|--:|");
foreach ((string name, List<(double Probe, double Trained)> found) in results)
    Console.WriteLine($"| {name} | {Spread([.. found.Select(f => f.Probe)])} | {Spread([.. found.Select(f => f.Trained)])} |");

// The mean, and the standard deviation between the seeds, in percent.
static string Spread(double[] values)
{
    double mean = values.Average(),
        deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    return $"{100 * mean:0.0} ± {100 * deviation:0.0}";
}
