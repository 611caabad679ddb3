using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;

namespace MLNet.ConvExtensions.StoreBenchmarks;

/// <summary>
/// Fine-tunes the last stage of a network on photos in folders of classes, and prints the processor's seconds and those of a clock. It needs
/// nothing but what is public, so that it can be built with an earlier state of the library as well.
/// </summary>
internal static class FineTuneSpeed
{
    public static void Run(string[] args)
    {
        (string photos, string network, string augmentation) = (args[0], args[1], args[2]);
        int count = int.Parse(args[3], CultureInfo.InvariantCulture),
            epochs = int.Parse(args[4], CultureInfo.InvariantCulture);
        var ml = new MLContext(seed: 1);
        // Some of each class.
        IDataView rows = ml.Data.TakeRows(ml.Data.ShuffleRows(ml.Data.LoadImageFolder(photos), seed: 1, shufflePoolSize: 10_000), count);
        IDataView data = ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        var clock = new EpochClock();
        var options = new FineTuneOptions
        {
            FeatureColumnName = "ImagePath",
            Epochs = epochs,
            Callbacks = [clock],
            Augmentation = augmentation switch
            {
                "none" => null,
                "photo" => AugmentationOptions.Photo,
                "crop-flip" => new AugmentationOptions { CropArea = 0.766, HorizontalFlip = true },
                _ => throw new ArgumentException($"The augmentation is '{augmentation}'; allowed: none, photo, crop-flip."),
            },
        };
        Backbone backbone = network == "packaged-resnet18" ? Backbone.PackagedResNet18 : Backbone.FromFile(network);

        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        using ConvNetTransformer model = ml.MulticlassClassification.Trainers.FineTune(backbone, options).Fit(data);
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds,
            processor = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;

        double accuracy = model.History["accuracy"][^1];
        string name = Path.GetFileNameWithoutExtension(network);
        double each = 1000 * clock.Seconds / count / Math.Max(1, epochs - 1);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"finetune,{name},{augmentation},{processor:F2},{wall:F2},{each:F2},{accuracy:F3}")
        );
    }

    /// <summary>The processor's seconds of all epochs but the first, in which photos are decoded and everything is compiled.</summary>
    private sealed class EpochClock : TrainingCallback
    {
        private TimeSpan _start;

        public double Seconds { get; private set; }

        public override void OnEpochEnd(TrainingContext context)
        {
            TimeSpan now = Process.GetCurrentProcess().TotalProcessorTime;
            if (context.Epoch == 1)
                _start = now;
            Seconds = (now - _start).TotalSeconds;
        }
    }
}
