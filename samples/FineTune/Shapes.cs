using Microsoft.ML;
using MLNet.ConvExtensions;
using SkiaSharp;

namespace FineTune;

/// <summary>Drawn shapes of any size, place, turn and colours on grainy ground: alike in their pixels, not in their form.</summary>
internal static class Shapes
{
    private const int Side = 32;

    /// <summary>The kinds that the few photos show.</summary>
    public static readonly string[] NewKinds = ["pentagon", "clover", "cross", "bow"];

    private static readonly string[] OldKinds = ["disc", "triangle", "square", "star", "flower", "ring", "bar", "moon"];

    public static BackbonePreprocessing Pixels { get; } =
        new()
        {
            Width = Side,
            Height = Side,
            CropFraction = 1,
            Mean = [0.5f, 0.5f, 0.5f],
            StandardDeviation = [0.25f, 0.25f, 0.25f],
        };

    /// <summary>A small network that has learned to tell the other kinds apart.</summary>
    public static Backbone Pretrain(MLContext ml)
    {
        IDataView rows = ml.Data.LoadImageFolder(Draw(OldKinds, each: 150, seed: 1));
        var options = new ConvNetOptions
        {
            FeatureColumnName = "ImagePath",
            Epochs = 8,
            LearningRate = 0.01,
            Schedule = new OneCycleSchedule(),
            Preprocessing = Pixels,
            ValidationFraction = 0.1,
            Callbacks = [new ProgressBar(Console.Out)],
        };
        using ConvNetTransformer model = ml
            .MulticlassClassification.Trainers.ConvNet(Network, options)
            .Fit(ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows));
        return Backbone.FromNetwork("a small network that knows other shapes", model.Network, Pixels);
    }

    /// <summary>Draws into a folder of temporary files, with a folder for each kind.</summary>
    public static string Draw(string[] kinds, int each, int seed)
    {
        string folder = Directory
            .CreateDirectory(Path.Combine(Path.GetTempPath(), $"FineTune-{Environment.UserName}", $"shapes{seed}"))
            .FullName;
        var random = new Random(seed);
        for (int i = 0; i < kinds.Length * each; i++)
        {
            string kind = kinds[i % kinds.Length],
                path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, kind)).FullName, $"{i / kinds.Length:000}.png");
            using SKBitmap bitmap = Draw(kind, random);
            using FileStream file = File.Create(path);
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        }

        return folder;
    }

    private static OnnxNetwork Network(int classes) =>
        NetworkBuilder
            .Image(Side, Side, 3)
            .Conv(16, 3, padding: Padding.Same, bias: false)
            .BatchNorm()
            .Relu()
            .MaxPool(2)
            .Conv(32, 3, padding: Padding.Same, bias: false)
            .BatchNorm()
            .Relu()
            .MaxPool(2)
            .Conv(64, 3, padding: Padding.Same, bias: false)
            .BatchNorm()
            .Relu()
            .MaxPool(2)
            .Conv(64, 3, padding: Padding.Same, bias: false)
            .BatchNorm()
            .Relu()
            .GlobalAveragePool()
            .Dense(classes)
            .Build("shapes");

    private static SKBitmap Draw(string kind, Random random)
    {
        double radius = 8 + (random.NextDouble() * 5),
            x = radius + (random.NextDouble() * (Side - (2 * radius))),
            y = radius + (random.NextDouble() * (Side - (2 * radius)));
        double turn = random.NextDouble() * 2 * Math.PI;
        int[] ground = Colour(random, 0),
            ink = Colour(random, 110);
        var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
            {
                double distance = Math.Sqrt(((column - x) * (column - x)) + ((row - y) * (row - y))) / radius,
                    angle = Math.Atan2(row - y, column - x) - turn;
                int[] colour = Covers(kind, distance, angle) ? ink : ground;
                int grain = random.Next(-12, 13);
                bitmap.SetPixel(column, row, new SKColor(Shade(colour[0], grain), Shade(colour[1], grain), Shade(colour[2], grain)));
            }
        }

        return bitmap;
    }

    /// <summary>Whether a shape covers a point, at a distance from its middle of which 1 is its size.</summary>
    private static bool Covers(string kind, double distance, double angle)
    {
        double along = distance * Math.Cos(angle),
            across = distance * Math.Sin(angle);
        return kind switch
        {
            "triangle" => distance < Polygon(3, angle),
            "square" => distance < Polygon(4, angle),
            "pentagon" => distance < Polygon(5, angle),
            "star" => distance < 0.4 + (0.6 * Math.Abs(Math.Cos(2.5 * angle))),
            "flower" => distance < 0.7 + (0.3 * Math.Cos(6 * angle)),
            "clover" => distance < 0.65 + (0.35 * Math.Cos(3 * angle)),
            "ring" => distance is < 1 and > 0.6,
            "bar" => Math.Abs(along) < 1 && Math.Abs(across) < 0.3,
            "cross" => distance < 1 && Math.Min(Math.Abs(along), Math.Abs(across)) < 0.25,
            "bow" => Math.Abs(along) < 1 && Math.Abs(across) < 0.15 + (0.6 * Math.Abs(along)),
            "moon" => distance < 1 && ((along - 0.5) * (along - 0.5)) + (across * across) > 0.6,
            _ => distance < 0.9,
        };
    }

    private static double Polygon(int sides, double angle)
    {
        double part = 2 * Math.PI / sides,
            within = angle - (part * Math.Floor(angle / part)) - (part / 2);
        return Math.Cos(part / 2) / Math.Cos(within);
    }

    private static int[] Colour(Random random, int from) => [from + random.Next(146), from + random.Next(146), from + random.Next(146)];

    private static byte Shade(int channel, int grain) => (byte)Math.Clamp(channel + grain, 0, 255);
}
