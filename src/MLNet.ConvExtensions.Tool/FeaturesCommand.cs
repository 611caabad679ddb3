using System.CommandLine;
using System.CommandLine.Parsing;

namespace MLNet.ConvExtensions.Tool;

/// <summary>
/// <c>mlconv features --images DIR --backbone FILE [--layer NAME] [--pool avg|max|none] --out FILE.csv|.npy</c>: one row of features
/// for each image of a folder.
/// </summary>
internal static class FeaturesCommand
{
    private static readonly Dictionary<string, FeaturePooling> Poolings = new()
    {
        ["avg"] = FeaturePooling.Average,
        ["max"] = FeaturePooling.Maximum,
        ["none"] = FeaturePooling.None,
    };

    public static Command Create(TextWriter output, TextWriter error)
    {
        var images = new Option<DirectoryInfo>("--images") { Description = "The folder of images, with all folders below it.", Required = true };
        var backbone = new Option<FileInfo>("--backbone") { Description = "The network, an ONNX file.", Required = true };
        var layer = new Option<string?>("--layer") { Description = "The layer whose output becomes the features; without it the last pooled one before the classifier." };
        var pool = new Option<string>("--pool") { Description = "How feature maps become a row.", DefaultValueFactory = _ => "avg" };
        var file = new Option<FileInfo>("--out") { Description = "The file to write: .csv, or .npy with the images' paths in .txt beside it.", Required = true };
        var skip = new Option<bool>("--skip-bad") { Description = "Leave out images that can't be read, and say how many, instead of stopping at the first." };
        var json = new Option<bool>("--json") { Description = "Report in JSON for programs." };
        pool.AcceptOnlyFromAmong([.. Poolings.Keys]);
        file.Validators.Add(CheckExtension);
        var command = new Command("features", "Writes a row of features for each image of a folder.") { images, backbone, layer, pool, file, skip, json };
        command.SetAction(arguments =>
        {
            var job = new FeaturesJob
            {
                Images = arguments.GetRequiredValue(images),
                Backbone = arguments.GetRequiredValue(backbone),
                Layer = arguments.GetValue(layer),
                Pooling = Poolings[arguments.GetRequiredValue(pool)],
                Output = arguments.GetRequiredValue(file),
                SkipBad = arguments.GetValue(skip),
            };
            FeaturesReport report = job.Run(new Progress(error));
            output.Write(arguments.GetValue(json) ? report.ToJson() + "\n" : report.ToText());
            return CommandLineTool.Success;
        });
        return command;
    }

    private static void CheckExtension(OptionResult result)
    {
        if (result.Tokens is [var token] && !FeatureWriter.Extensions.Contains(System.IO.Path.GetExtension(token.Value), StringComparer.OrdinalIgnoreCase))
            result.AddError($"Option '--out' is '{token.Value}'; the name must end in {string.Join(" or ", FeatureWriter.Extensions)}.");
    }
}
