using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/training.md.</summary>
internal static class Training
{
    public static void Run(MLContext ml)
    {
        IDataView photos = ml.Data.LoadImageFolder("photos");
        IDataView keyed = ml.Transforms.Conversion.MapValueToKey("Label").Fit(photos).Transform(photos);
        var options = new ConvNetOptions
        {
            FeatureColumnName = "ImagePath",
            Epochs = 30,
            BatchSize = 64,
            Optimizer = new SgdOptimizer { Nesterov = true, WeightDecay = 5e-4 },
            LearningRate = 0.1,
            Schedule = new OneCycleSchedule(),
            Augmentation = AugmentationOptions.Cifar,
            ValidationFraction = 0.1,
            Checkpoint = new CheckpointOptions("run.state"),
            Callbacks = [new ProgressBar(), new EarlyStopping { Patience = 8 }, new TensorBoardLog("logs")],
        };
        var trainer = ml.MulticlassClassification.Trainers.ConvNet(classes => Architectures.CifarResNet20(64, 64, 3, classes), options);
        using ConvNetTransformer model = trainer.Fit(keyed);    // model.Network is the ONNX network, model.History the epochs
        Console.WriteLine($"{model.History.Epochs.Count} epochs");
        Report(new MLContext());
    }

    /// <summary>docs/mlnet.md.</summary>
    private static void Report(MLContext ml)
    {
        ml.Log += (_, line) => Console.WriteLine(line.Message);
        var logged = new ConvNetOptions { Logger = ml.CreateLogger() };
        Console.WriteLine(logged.Logger is not null);
    }
}
