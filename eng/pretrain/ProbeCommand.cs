using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Pretrain;

/// <summary>Says how well features transfer: a linear model on them, on photos that the network wasn't trained on, five folds.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        var networks = new Option<string[]>("--network")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "DESCRIPTION=FILE.onnx of trained networks; DESCRIPTION alone has random weights.",
        };
        var images = new Option<DirectoryInfo[]>("--images")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders with a folder of photos for each class.",
        };
        var sizes = new Option<int[]>("--sizes")
        {
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [32, 64, 96],
            Description = "Sides of the network's input.",
        };
        var layers = new Option<string[]>("--layers")
        {
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["features"],
            Description = "Layers whose output is tried.",
        };
        var command = new Command("probe", "Measures how well features transfer.") { networks, images, sizes, layers };
        command.SetAction(arguments =>
            Run(arguments.GetValue(networks)!, arguments.GetValue(images)!, arguments.GetValue(sizes)!, arguments.GetValue(layers)!)
        );
        return command;
    }

    private static void Run(string[] networks, DirectoryInfo[] folders, int[] sizes, string[] layers)
    {
        Console.WriteLine($"| network | layer | input | {string.Join(" | ", folders.Select(f => f.Name))} | images/s |");
        Console.WriteLine($"|---|---|---|{string.Concat(folders.Select(_ => "---|"))}---|");
        foreach (int size in sizes)
            Print(
                "raw pixels",
                "",
                size,
                [.. folders.Select(f => Accuracy(f, context => context.Transforms.ConvFeatures("Features", "ImagePath", Pooled(size))))]
            );
        foreach (string network in networks)
        {
            string[] parts = network.Split('=');
            foreach (int size in sizes)
            {
                OnnxNetwork built =
                    parts.Length > 1
                        ? NetworkChoice.Resize(OnnxNetwork.Load(parts[1]), parts[0], size)
                        : NetworkChoice.Build(parts[0], size, 10, 1);
                foreach (string layer in layers)
                {
                    var backbone = Backbone.FromNetwork(parts[0], built, Pixels.Of(size), layer);
                    Print(
                        parts.Length > 1 ? Path.GetFileNameWithoutExtension(parts[1]) : $"{parts[0]}, random",
                        layer,
                        size,
                        [.. folders.Select(f => Accuracy(f, context => context.Transforms.ConvFeatures("Features", "ImagePath", backbone)))]
                    );
                }
            }
        }
    }

    /// <summary>The pixels themselves, of photos brought to 32 x 32 by averaging.</summary>
    private static Backbone Pooled(int size)
    {
        NetworkBuilder image = NetworkBuilder.Image(size, size, 3);
        return Backbone.FromNetwork(
            "pixels",
            (size > 32 ? image.AveragePool(size / 32) : image).Flatten(name: "features").Build("pixels"),
            Pixels.Of(size),
            "features"
        );
    }

    private static void Print(string network, string layer, int size, (double Accuracy, double Rate)[] results) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {network} | {layer} | {size} | "
                    + $"{string.Join(" | ", results.Select(r => r.Accuracy.ToString("0.000", CultureInfo.InvariantCulture)))} | "
                    + $"{results.Average(r => r.Rate):0} |"
            )
        );

    private static (double Accuracy, double Rate) Accuracy(DirectoryInfo folder, Func<MLContext, IEstimator<ITransformer>> features)
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadImageFolder(folder.FullName);
        string[] kinds = [.. data.GetColumn<string>("Label")];
        var clock = Stopwatch.StartNew();
        ITransformer stage = features(context).Fit(data);
        float[][] rows = [.. stage.Transform(data).GetColumn<float[]>("Features")];
        double rate = kinds.Length / clock.Elapsed.TotalSeconds;
        (stage as IDisposable)?.Dispose();
        var schema = SchemaDefinition.Create(typeof(Features));
        schema["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        IDataView known = context.Data.LoadFromEnumerable(kinds.Zip(rows, (kind, r) => new Features { Kind = kind, Values = r }), schema);
        IDataView keyed = context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(known).Transform(known);
        var trainer = context
            .Transforms.NormalizeMeanVariance("Values", fixZero: false)
            .Append(
                context.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Values", l1Regularization: 0, l2Regularization: 1)
            );
        return (context.MulticlassClassification.CrossValidate(keyed, trainer, 5, seed: 1).Average(r => r.Metrics.MicroAccuracy), rate);
    }

    private sealed class Features
    {
        public string Kind { get; set; } = "";

        public float[] Values { get; set; } = [];
    }
}
