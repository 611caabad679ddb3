// What is a pretrained network worth? Five ways to learn the classes of a folder of photos, each with several seeds:
//     dotnet run --project samples/FineTune -c Release -- [FOLDER [BACKBONE [SEEDS [EPOCHS [MEAN DEVIATION]]]]]
// FOLDER has a folder of photos for each class; BACKBONE is an ONNX file or one of the names that 'mlconv models' lists, else the ResNet-18
// of the package Microsoft.ML.DnnImageFeaturizer.ResNet18; MEAN and DEVIATION are those of pixels from
// 0 to 1 that the network was trained with, where they aren't ImageNet's. Without arguments shapes are drawn, and a small network is
// pretrained on shapes of other kinds.
using System.Diagnostics;
using System.Globalization;
using FineTune;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext(seed: 1);
int seeds =
    args.Length > 2 ? int.Parse(args[2])
    : args.Length == 0 ? 2
    : 3;
Backbone backbone;
IDataView photos;
if (args.Length >= 1)
{
    photos = ml.Data.LoadImageFolder(args[0]);
    backbone =
        args.Length == 1 ? Backbone.PackagedResNet18
        : File.Exists(args[1]) ? Backbone.FromFile(args[1])
        : Backbone.Named(args[1]);
    if (args.Length > 5)
    {
        ImageInput input = backbone.Network.GetImageInput();
        float mean = float.Parse(args[4]),
            deviation = float.Parse(args[5]);
        var pixels = new BackbonePreprocessing
        {
            Width = (int)(input.Width ?? 224),
            Height = (int)(input.Height ?? 224),
            Mean = [mean, mean, mean],
            StandardDeviation = [deviation, deviation, deviation],
        };
        backbone = Backbone.FromNetwork(backbone.Name, backbone.Network, pixels);
    }
}
else
{
    backbone = Shapes.Pretrain(ml);
    photos = ml.Data.LoadImageFolder(Shapes.Draw(Shapes.NewKinds, each: 24, seed: 2));
}

int classes = photos.GetColumn<string>("Label").Distinct().Count();
Console.WriteLine(
    $"{photos.GetRowCount()} photos of {classes} classes, a quarter of them to judge by; {backbone}; {seeds} seeds: mean and standard "
        + "deviation"
);
Console.WriteLine();
Console.WriteLine("| what learns | accuracy | seconds | of processors |");
Console.WriteLine("|---|---|---|---|");
var contest = new Contest(
    ml,
    photos,
    backbone,
    epochs: args.Length > 3 ? int.Parse(args[3])
        : args.Length == 0 ? 20
        : 10
);
foreach ((string name, Func<int, IEstimator<ITransformer>> way) in contest.Ways)
{
    var accuracies = new List<double>();
    TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
    var watch = Stopwatch.StartNew();
    for (int seed = 1; seed <= seeds; seed++)
        accuracies.Add(contest.Judge(way(seed), seed));
    double mean = accuracies.Average(),
        spread = Math.Sqrt(accuracies.Sum(a => (a - mean) * (a - mean)) / Math.Max(1, seeds - 1));
    TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime - before;
    Console.WriteLine(
        $"| {name} | {mean:0.000} ± {spread:0.000} | {watch.Elapsed.TotalSeconds / seeds:0.0} | {used.TotalSeconds / seeds:0.0} |"
    );
}
