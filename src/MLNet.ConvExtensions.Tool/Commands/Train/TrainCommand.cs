using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Train;

/// <summary>
/// <c>mlconv train --images DIR|LIST.csv | --mnist DIR | --cifar DIR --network NAME --out model.zip</c>: trains a network and says how good
/// it is on images that it didn't learn from.
/// </summary>
internal static class TrainCommand
{
    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var images = new ImageOptions(labelled: true, required: false, labelsOfImages: true);
        var mnist = new Option<DirectoryInfo?>("--mnist") { Description = "A folder with the four files of MNIST or Fashion-MNIST." };
        var cifar = new Option<DirectoryInfo?>("--cifar")
        {
            Description = "A folder with CIFAR-10: binary batches, or image files in train/CLASS and test/CLASS, or a .tar.gz of these.",
        };
        var network = new Option<string>("--network")
        {
            Description = "An architecture, such as LeNet5, FourConv, CifarResNet20 or ResNet18, or an ONNX file.",
            Required = true,
        };
        var input = new Option<int?>("--size")
        {
            Description = "Height and width that an architecture takes; for --images, 64 if left out. MNIST and CIFAR have their own.",
        };
        var test = new Option<double?>("--test")
        {
            Description = "The part of --images that is kept to judge the network, 0 to 0.9; 0.2 if left out.",
        };
        var preset = new Option<string?>("--preset")
        {
            Description =
                "A recipe, of which options that are given change a part: digits (LeNet5 on MNIST) or small-photos (CifarResNet20 on "
                + "CIFAR-10).",
        };
        var onnx = new Option<FileInfo?>("--onnx") { Description = "Where to write the trained network (.onnx)." };
        var model = new Option<FileInfo?>("--out") { Description = "Where to save the model for ML.NET (.zip)." };
        var settings = new TrainSettings(new ConvNetOptions());
        var command = new Command(
            "train",
            "Trains a convolutional network on images. Stopped or killed, it goes on when the same command is given again, if there is a "
                + "--checkpoint."
        )
        {
            mnist,
            cifar,
            network,
            preset,
            input,
            test,
            model,
            onnx,
        };
        images.AddTo(command);
        settings.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen(settings.KeepsState(arguments));
            ImagesArgument? chosen = images.Get(arguments);
            if (chosen is null)
                images.RefuseAll(arguments);
            settings.CheckOutputs(arguments, arguments.GetValue(model), arguments.GetValue(onnx), chosen);
            ConvNetOptions? recipe = Preset(arguments.GetValue(preset));
            var job = new TrainJob(output, error)
            {
                Images = chosen,
                Mnist = arguments.GetValue(mnist),
                Cifar = arguments.GetValue(cifar),
                Network = arguments.GetRequiredValue(network),
                Size = arguments.GetValue(input),
                Test = arguments.GetValue(test),
                Model = arguments.GetValue(model),
                Onnx = arguments.GetValue(onnx),
                Options = settings.Read(recipe ?? new ConvNetOptions(), recipe is not null, arguments, error, stop),
            };
            job.Run();
            return CommandLineTool.Success;
        });
        return command;
    }

    private static ConvNetOptions? Preset(string? name) =>
        name switch
        {
            null => null,
            "digits" => ConvNetOptions.Digits,
            "small-photos" => ConvNetOptions.SmallPhotos,
            _ => throw new UsageException($"--preset is '{name}'; allowed: digits, small-photos."),
        };
}
