using System.Globalization;
using MLNet.ConvExtensions.Quantization;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>
/// <c>quantize PHOTOS NETWORK...</c>: what 8 bits cost and bring, on a folder of classes. A network is a name or a file; of a file, 'raw:'
/// in front means that its images are (x - 128) / 128, and 'cifar:' images of 32 pixels whose classes are the folders. The ratio is one of
/// processor time, in turns, medians of five.
/// </summary>
internal static class QuantizationFigures
{
    private const int Rounds = 5,
        Runs = 12,
        Batch = 4;

    /// <summary>The folders of the wild cats that are classes of ImageNet.</summary>
    private static readonly Dictionary<string, int> Cats = new()
    {
        ["puma"] = 286,
        ["snow_leopard"] = 289,
        ["lions"] = 291,
        ["tiger"] = 292,
        ["cheetah"] = 293,
    };

    public static void Run(string photos, string[] networks)
    {
        string[] all = [.. Directory.GetFiles(photos, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        foreach (string network in networks)
        {
            string[] files = all;
            Backbone backbone = Open(network, files, out bool ofImageNet);
            if (ofImageNet)
                files = [.. files.Where(f => Cats.ContainsKey(Class(f)))];
            string[] labels = [.. files.Select(Class)];
            foreach (CalibrationMethod method in Methods())
            {
                var options = new QuantizationOptions
                {
                    Method = method,
                    MaxLoss = 100,
                    MinSpeedup = 0,
                };
                QuantizationResult result = backbone.Quantize(files, options, labels);
                Console.Write($"{network}, {Path.GetFileName(photos)}, {method}\n{result.Report.ToText()}");
                double ratio = Ratio(Features(backbone), Features(Backbone.FromNetwork("small", result.Network)));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor time of fp32 / int8: {ratio:0.00}\n"));
            }
        }
    }

    private static IEnumerable<CalibrationMethod> Methods() =>
        Environment.GetEnvironmentVariable("METHODS") is { } names
            ? names.Split(',').Select(Enum.Parse<CalibrationMethod>)
            : [new QuantizationOptions().Method];

    private static Backbone Open(string network, string[] files, out bool ofImageNet)
    {
        ofImageNet = false;
        string[] folders = [.. files.Select(Class).Distinct()];
        if (network.StartsWith("cifar:", StringComparison.Ordinal))
        {
            var preprocessing = new BackbonePreprocessing
            {
                Width = 32,
                Height = 32,
                CropFraction = 1,
            };
            return Backbone.FromFile(network[6..], preprocessing).WithClassNames(folders);
        }

        if (!network.StartsWith("raw:", StringComparison.Ordinal))
            return Backbone.FromNameOrFile(network);
        var raw = new BackbonePreprocessing
        {
            Scale = 1,
            Mean = [128, 128, 128],
            StandardDeviation = [128, 128, 128],
        };
        string[] names = ["background", .. ImageNetClasses.Names];
        if (folders.Any(Cats.ContainsKey))
        {
            ofImageNet = true;
            foreach ((string folder, int place) in Cats)
                names[place + 1] = folder;
        }

        return Backbone.FromFile(network[4..], raw).WithClassNames(names);
    }

    private static PhotoNetwork Features(Backbone backbone) => PhotoNetwork.Of(backbone, null, FeaturePooling.Average);

    private static string Class(string file) => Path.GetFileName(Path.GetDirectoryName(file))!;

    private static double Ratio(PhotoNetwork before, PhotoNetwork after)
    {
        int batch = before.TakesBatches && after.TakesBatches ? Batch : 1;
        float[] images = new float[before.Shape(batch).Aggregate((a, b) => a * b)];
        for (int i = 0; i < images.Length; i++)
            images[i] = (i % 251 / 125f) - 1;
        using TensorSession one = new(before.Network),
            other = new(after.Network);
        double[] ratios = [.. Enumerable.Range(0, Rounds + 1).Select(_ => Time(one) / Time(other)).Skip(1).Order()];
        return ratios[Rounds / 2];

        double Time(TensorSession session)
        {
            TimeSpan begin = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < Runs; i++)
                session.Run(images, before.Shape(batch), (_, _) => { });
            return (Environment.CpuUsage.TotalTime - begin).TotalSeconds;
        }
    }
}
