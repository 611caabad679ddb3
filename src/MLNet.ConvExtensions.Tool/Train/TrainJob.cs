using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Train;

/// <summary>Reads the images, trains, judges, and saves.</summary>
internal sealed class TrainJob(TextWriter output)
{
    private const int DefaultSize = 64;
    private const double ValidationFraction = 0.1;

    // Mean and deviation of the channels over CIFAR-10's training images.
    private static readonly BackbonePreprocessing CifarPixels = new()
    {
        CropFraction = 1,
        Mean = [0.4914f, 0.4822f, 0.4465f],
        StandardDeviation = [0.2470f, 0.2435f, 0.2616f],
    };

    public DirectoryInfo? Images { get; init; }

    public DirectoryInfo? Mnist { get; init; }

    public DirectoryInfo? Cifar { get; init; }

    public required string Network { get; init; }

    public int? Size { get; init; }

    public required double Test { get; init; }

    public FileInfo? Model { get; init; }

    public FileInfo? Onnx { get; init; }

    public required ConvNetOptions Options { get; init; }

    public void Run()
    {
        if (new object?[] { Images, Mnist, Cifar }.Count(s => s is not null) != 1)
            throw new UsageException("Give one of --images, --mnist and --cifar.");
        foreach (FileInfo? file in new[] { Model, Onnx })
            file?.Directory?.Create();
        var context = new MLContext(Options.Seed);
        (IDataView train, IDataView? test, ConvNetOptions options, int[] shape) = Load(context);
        // Images that decide when to stop or to slow down are no test any more: those are taken from the training images.
        bool decides = options.Schedule is ReduceOnPlateauSchedule || options.Callbacks.Any(c => c is EarlyStopping);
        options = decides ? options with { ValidationFraction = ValidationFraction } : options with { ValidationSet = test };
        using ConvNetTransformer model = Fit(context.MulticlassClassification.Trainers.ConvNet(classes => CreateNetwork(shape, classes), options), train);
        if (test is not null)
            Report(context.MulticlassClassification.Evaluate(model.Transform(test)));
        if (Onnx is not null)
        {
            model.Network.Save(Onnx.FullName);
            output.WriteLine($"The network is {Onnx.FullName}.");
        }

        if (Model is not null)
        {
            Save(context, model, train.Schema);
            output.WriteLine($"The model is {Model.FullName}.");
        }
    }

    private ConvNetTransformer Fit(ConvNetTrainer trainer, IDataView train)
    {
        try
        {
            ConvNetTransformer model = trainer.Fit(train);
            if (model.History.Epochs.Count > 0 && double.IsFinite(model.History[TrainingLogs.Loss][^1]))
                return model;
            string reason = model.History.StopReason ?? "The loss is no number any more.";
            model.Dispose();
            throw new InvalidOperationException($"{reason} Nothing was saved.");
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException(
                Options.Checkpoint is null ? "Stopped. Without --checkpoint nothing was kept." : $"Stopped. The state is in '{Options.Checkpoint.Path}': the same command goes on from there.", e);
        }
    }

    private (IDataView Train, IDataView? Test, ConvNetOptions Options, int[] Shape) Load(MLContext context)
    {
        if (Mnist is not null)
        {
            IDataView digits = context.Data.LoadMnist(Mnist.FullName);
            int side = (int)Math.Sqrt(((VectorDataViewType)digits.Schema["Features"].Type).Size);
            return (digits, context.Data.LoadMnist(Mnist.FullName, train: false), Options, [side, side, 1]);
        }

        if (Cifar is not null)
        {
            ConvNetOptions options = Options with { FeatureColumnName = "Image", Preprocessing = CifarPixels };
            return (context.Data.LoadCifar(Cifar.FullName), context.Data.LoadCifar(Cifar.FullName, train: false), options, [32, 32, 3]);
        }

        return LoadFolders(context);
    }

    private (IDataView Train, IDataView? Test, ConvNetOptions Options, int[] Shape) LoadFolders(MLContext context)
    {
        if (!Images!.Exists)
            throw new UsageException($"--images is '{Images.FullName}', which is not a folder.");
        if (!(Test is >= 0 and <= 0.9))
            throw new UsageException($"--test is {Test}; allowed: 0 to 0.9.");
        List<LabelledImage> images = LabelledImage.List(Images.FullName, output);
        string[] classes = [.. images.Select(i => i.Label).Distinct().Order(StringComparer.Ordinal)];
        if (classes.Length < 2)
            throw new UsageException($"--images is '{Images.FullName}', which has images of {classes.Length} class; needed: two folders of images or more.");
        var random = new Random(Options.Seed);
        var train = new List<LabelledImage>();
        var test = new List<LabelledImage>();
        foreach (IGrouping<string, LabelledImage> group in images.GroupBy(i => i.Label).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            LabelledImage[] members = [.. group.OrderBy(i => i.Image, StringComparer.Ordinal)];
            random.Shuffle(members);
            int judged = Math.Min((int)Math.Round(members.Length * Test), members.Length - 1);
            test.AddRange(members[..judged]);
            train.AddRange(members[judged..]);
        }

        IDataView keys = context.Data.LoadFromEnumerable(classes.Select(c => new LabelledImage { Label = c }));
        IDataView data = context.Data.LoadFromEnumerable(train);
        ITransformer labels = context.Transforms.Conversion.MapValueToKey(nameof(LabelledImage.Label), keyData: context.Transforms.SelectColumns(nameof(LabelledImage.Label)).Fit(keys).Transform(keys)).Fit(data);
        ConvNetOptions options = Options with { FeatureColumnName = nameof(LabelledImage.Image), BatchSize = Math.Min(Options.BatchSize, train.Count) };
        int side = Size ?? DefaultSize;
        return (labels.Transform(data), test.Count == 0 ? null : labels.Transform(context.Data.LoadFromEnumerable(test)), options, [side, side, 3]);
    }

    private OnnxNetwork CreateNetwork(int[] shape, int classes)
    {
        if (BackboneOptions.IsFile(Network))
            return OnnxNetwork.Load(Network);
        try
        {
            return Architectures.Named(Network).Build(shape[0], shape[1], shape[2], classes, Options.Seed);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--network is '{Network}', which is no file and makes no network of {shape[0]}x{shape[1]}x{shape[2]} and {classes} classes: {e.Message}");
        }
    }

    private void Report(MulticlassClassificationMetrics metrics)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Accuracy on test images: {metrics.MicroAccuracy:0.0000}, by class {metrics.MacroAccuracy:0.0000}, log loss {metrics.LogLoss:0.0000}"));
        output.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable().TrimEnd());
    }

    private void Save(MLContext context, ConvNetTransformer model, DataViewSchema schema)
    {
        string temporary = $"{Model!.FullName}.{Path.GetRandomFileName()}";
        try
        {
            context.Model.Save(model, schema, temporary);
            File.Move(temporary, Model.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
