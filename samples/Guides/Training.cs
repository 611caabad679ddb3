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

    /// <summary>Several labels, or several numbers, at once.</summary>
    internal static void Several(MLContext ml, IDataView photos, IDataView later)
    {
        var options = new FineTuneOptions { FeatureColumnName = "ImagePath", ValidationFraction = 0.2 };
        var labels = ml.Transforms.Concatenate("Label", "Cat", "Dog", "Night");    // 0 or 1 each
        var tagger = labels.Append(ml.MultilabelClassification().Trainers.FineTune(Backbone.PackagedResNet18, options)).Fit(photos);
        MultilabelClassificationMetrics tags = ml.MultilabelClassification().Evaluate(tagger.Transform(later));
        Console.WriteLine($"{tags.SubsetAccuracy:0.000}, {tags.MeanAveragePrecision:0.000}");
        foreach (LabelMetrics label in tags.Labels)
            Console.WriteLine($"{label.Name}: AUC {label.AreaUnderRocCurve:0.000}, F1 {label.F1Score:0.000}");

        var box = ml.Transforms.Concatenate("Label", "Left", "Top", "Width", "Height");
        var finder = box.Append(ml.Regression.Trainers.FineTune(Backbone.PackagedResNet18, options)).Fit(photos);
        foreach (OutputMetrics side in ml.Regression.EvaluateOutputs(finder.Transform(later)))
            Console.WriteLine($"{side.Name}: R2 {side.RSquared:0.000}, mean absolute error {side.MeanAbsoluteError:0.0}");
    }

    /// <summary>Classes that have an order.</summary>
    internal static void Ordered(MLContext ml, IDataView photos, IDataView later)
    {
        var options = new FineTuneOptions { FeatureColumnName = "ImagePath" };
        string[] stages = ["healthy", "mild", "moderate", "severe"];
        var order = ml.Data.LoadFromEnumerable(stages.Select(s => new { Label = s }));
        var grader = ml.Transforms.Conversion.MapValueToKey("Label", keyData: order)
            .Append(ml.MulticlassClassification.Trainers.FineTune(Backbone.PackagedResNet18, options with { Loss = new EarthMoverLoss() }))
            .Fit(photos);
        OrdinalMetrics grades = ml.MulticlassClassification.Evaluate(grader.Transform(later)).Ordinal();
        Console.WriteLine($"{grades.MeanAbsoluteError:0.00} steps off, kappa {grades.QuadraticWeightedKappa:0.000}");
    }

    /// <summary>docs/mlnet.md.</summary>
    private static void Report(MLContext ml)
    {
        ml.Log += (_, line) => Console.WriteLine(line.Message);
        var logged = new ConvNetOptions { Logger = ml.CreateLogger() };
        Console.WriteLine(logged.Logger is not null);
    }
}
