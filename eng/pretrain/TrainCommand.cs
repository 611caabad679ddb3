using System.CommandLine;
using System.Globalization;
using Microsoft.ML;

namespace MLNet.ConvExtensions.Pretrain;

/// <summary>Trains a network on CIFAR-10, and says how good it is on the test images.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--cifar") { Required = true, Description = "The folder with CIFAR-10." };
        var network = new Option<string>("--network")
        {
            DefaultValueFactory = _ => Recipe.Network,
            Description = "compact-WIDTH-BLOCKS-..., or an architecture.",
        };
        var epochs = new Option<int>("--epochs")
        {
            DefaultValueFactory = _ => Recipe.Epochs,
            Description = "How often all images are seen.",
        };
        var rate = new Option<double>("--learning-rate")
        {
            DefaultValueFactory = _ => Recipe.LearningRate,
            Description = "The highest learning rate.",
        };
        var augment = new Option<string>("--augment")
        {
            DefaultValueFactory = _ => Recipe.Augmentation,
            Description = "cifar (moves by 4 pixels, mirrors) or photo (crops, mirrors, colours, grey).",
        };
        var part = new Option<double>("--part")
        {
            DefaultValueFactory = _ => 1,
            Description = "The part of the training images that is used, for trials.",
        };
        var threads = new Option<int?>("--threads") { Description = "Threads to compute with." };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "Where the network goes (.onnx)." };
        var command = new Command("train", "Trains a network on CIFAR-10.") { data, network, epochs, rate, augment, part, threads, output };
        command.SetAction(arguments =>
            Run(
                arguments.GetValue(data)!.FullName,
                arguments.GetValue(network)!,
                Recipe.Options(arguments.GetValue(augment)!) with
                {
                    Epochs = arguments.GetValue(epochs),
                    LearningRate = arguments.GetValue(rate),
                    NumberOfThreads = arguments.GetValue(threads),
                    Checkpoint = new CheckpointOptions(arguments.GetValue(output)!.FullName + ".state"),
                },
                arguments.GetValue(part),
                arguments.GetValue(output)!.FullName
            )
        );
        return command;
    }

    private static void Run(string folder, string description, ConvNetOptions options, double part, string output)
    {
        var context = new MLContext(1);
        IDataView train = context.Data.LoadCifar(folder),
            test = context.Data.LoadCifar(folder, train: false);
        if (part < 1)
            train = context.Data.TrainTestSplit(train, testFraction: 1 - part, seed: 1).TrainSet;
        using ConvNetTransformer model = context
            .MulticlassClassification.Trainers.ConvNet(
                classes => NetworkChoice.Build(description, 32, classes, options.Seed),
                part < 1 ? options : options with { ValidationSet = test }
            )
            .Fit(train);
        model.Network.Save(output);
        File.Delete(options.Checkpoint!.Path);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{description}: test accuracy {context.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy:0.0000}; "
                    + $"{output} has {new FileInfo(output).Length:N0} bytes."
            )
        );
    }
}
