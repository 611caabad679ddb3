using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Detect;

/// <summary>
/// <c>mlconv detect --detector FILE.onnx --images DIR|LIST [--out detections.csv|.json] [--confidence 0.25] [--draw DIR]</c>: where animals,
/// people or whatever a detector knows are in photos, and which photos are blank.
/// </summary>
internal static class DetectCommand
{
    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var detector = new DetectorArguments();
        var input = new ImageOptions(labelled: false);
        var table = new Option<FileInfo?>("--out")
        {
            Description =
                "A file to write: .csv, a row for each object, and one without an object for a blank photo; or .json. Without it the "
                + "objects are written to the output.",
        };
        var drawings = new Option<DirectoryInfo?>("--draw")
        {
            Description = "A folder to write the photos to in which something was found, small, with the boxes drawn in (.jpg).",
        };
        var skip = new Option<bool>("--skip-bad")
        {
            Description =
                "Photos that can't be read are no failure. They are named and left out in any case; without this the command exits with 1 "
                + "then.",
        };
        var command = new Command("detect", "Finds animals, people or whatever a detector knows in photos: boxes, classes, confidences.")
        {
            table,
            drawings,
            skip,
        };
        detector.AddTo(command);
        input.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen();
            FileInfo? file = arguments.GetValue(table);
            DirectoryInfo? folder = arguments.GetValue(drawings);
            ImagesArgument images = input.Get(arguments)!;
            images.Check();
            if (file is not null && file.Extension.ToUpperInvariant() is not (".CSV" or ".JSON"))
                throw new UsageException($"--out is '{file.Name}'; the name must end in .csv or .json.");
            OutputFiles.Check([("--out", file)], images);
            if (folder is not null)
                OutputFiles.CheckFolder("--draw", folder);
            using Detector network = detector.Load(arguments);
            bool all = new DetectJob(network, new ImageSource(images), output, error) { Table = file, Drawings = folder }.Run(stop);
            return all || arguments.GetValue(skip) ? CommandLineTool.Success : CommandLineTool.Failure;
        });
        return command;
    }
}
