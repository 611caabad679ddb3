using System.CommandLine;
using System.CommandLine.Parsing;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>
/// <c>mlconv features --images DIR|LIST.txt|LIST.csv|- [--backbone NAME|FILE] [--layer NAME] [--pool avg|max|none] [--shard I/N] --out FILE.csv|.npy|.parquet|-</c>:
/// one row of features for each image, or for each of one part of them.
/// </summary>
internal static class FeaturesCommand
{
    private const string StandardOutput = "-";

    private static readonly Dictionary<string, FeaturePooling> Poolings = new()
    {
        ["avg"] = FeaturePooling.Average,
        ["max"] = FeaturePooling.Maximum,
        ["none"] = FeaturePooling.None,
        ["token"] = FeaturePooling.ClassToken,
        ["patches"] = FeaturePooling.PatchAverage,
        ["token+patches"] = FeaturePooling.ClassTokenAndPatchAverage,
    };

    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var images = new ImageOptions(labelled: false);
        var backbone = new BackboneOptions();
        var layer = new Option<string?>("--layer")
        {
            Description = "The layer whose output becomes the features; without it the last pooled one before the classifier.",
        };
        var pool = new Option<string>("--pool")
        {
            Description = "How feature maps, or the tokens of a transformer, become a row.",
            DefaultValueFactory = _ => "avg",
        };
        var file = new Option<string>("--out")
        {
            Description =
                "The file to write: .csv, .parquet, or .npy with the images' paths in .txt beside it; or - for the standard output, where "
                + "nothing is kept to go on from.",
            Required = true,
        };
        var format = new Option<string>("--format")
        {
            Description = "What is written to the standard output: 'csv', or 'arrow' for Arrow's streaming format.",
            DefaultValueFactory = _ => "csv",
        };
        var skip = new Option<bool>("--skip-bad")
        {
            Description = "Leave out images that can't be read, and say how many, instead of stopping at the first.",
        };
        var parts = new ShardOptions();
        var restart = new Option<bool>("--restart") { Description = "Start over instead of going on where an earlier run was stopped." };
        var json = new Option<bool>("--json") { Description = "Report in JSON for programs." };
        pool.AcceptOnlyFromAmong([.. Poolings.Keys]);
        format.AcceptOnlyFromAmong(FeatureStream.Formats);
        file.Validators.Add(CheckOutput);
        var command = new Command(
            "features",
            "Writes a row of features for each image. A run that was stopped goes on when the same command is given again."
        )
        {
            layer,
            pool,
            file,
            format,
            skip,
            restart,
            json,
        };
        images.AddTo(command);
        parts.AddTo(command);
        backbone.AddTo(command);
        command.SetAction(arguments =>
        {
            bool isStream = arguments.GetRequiredValue(file) == StandardOutput;
            if (isStream)
                VoidOption.Refuse(arguments, "a file as --out", restart);
            else
                VoidOption.Refuse(arguments, "--out -", format);
            var job = new FeaturesJob
            {
                Images = new ImageSource(images.Get(arguments)!),
                Backbone = backbone.Get(arguments, error),
                Layer = arguments.GetValue(layer),
                Pooling = Poolings[arguments.GetRequiredValue(pool)],
                Output = arguments.GetRequiredValue(file),
                SkipBad = arguments.GetValue(skip),
                Shard = parts.Get(arguments),
                Restart = arguments.GetValue(restart),
            };
            CancellationToken stop = interruption.Listen(goesOn: !isStream);
            FeaturesReport report = isStream
                ? job.RunInto(width => FeatureStream.Of(arguments.GetRequiredValue(format), Output(), width), new Progress(error), stop)
                : job.Run(new Progress(error), stop);
            (isStream ? error : output).Write(arguments.GetValue(json) ? report.ToJson() + "\n" : report.ToText());
            return CommandLineTool.Success;
        });
        return command;
    }

    private static Stream Output() => Console.OpenStandardOutput();

    private static void CheckOutput(OptionResult result)
    {
        if (result.Tokens is not [{ Value: StandardOutput }])
            CheckExtension(result);
    }

    /// <summary>Refuses names of files that can't be written.</summary>
    public static void CheckExtension(OptionResult result)
    {
        if (
            result.Tokens is [var token]
            && !FeatureWriter.Extensions.Contains(Path.GetExtension(token.Value), StringComparer.OrdinalIgnoreCase)
        )
            result.AddError($"Option '--out' is '{token.Value}'; the name must end in {string.Join(" or ", FeatureWriter.Extensions)}.");
    }
}
