using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Quantize;

/// <summary>
/// <c>mlconv quantize --backbone NAME|FILE.onnx --images DIR|LIST.csv --out FILE.onnx [--precision int8|half] [--method
/// percentile|entropy|minmax] [--max-loss POINTS] [--min-speedup TIMES]</c>: a network in 8 bits or half floats, refused where it is worse
/// or slower than asked.
/// </summary>
internal static class QuantizeCommand
{
    private static readonly Dictionary<string, CalibrationMethod> Methods = new()
    {
        ["percentile"] = CalibrationMethod.Percentile,
        ["entropy"] = CalibrationMethod.Entropy,
        ["minmax"] = CalibrationMethod.MinMax,
    };

    private static readonly Dictionary<string, NetworkPrecision> Precisions = new()
    {
        ["int8"] = NetworkPrecision.Int8,
        ["half"] = NetworkPrecision.Half,
    };

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var usual = new QuantizationOptions();
        var images = new ImageOptions(labelled: true);
        var backbone = new BackboneOptions();
        var file = new Option<FileInfo>("--out") { Description = "The ONNX file to write; one that exists is replaced.", Required = true };
        var unlabelled = new Option<bool>("--no-labels")
        {
            Description = "The images have no classes, whatever folders they are in: what is lost is measured by what the network says.",
        };
        var precision = new Option<string>("--precision")
        {
            Description = "What it computes with: 8 bits, or half floats, which halve the file and rarely pay on a CPU.",
            DefaultValueFactory = _ => "int8",
        };
        var method = new Option<string>("--method")
        {
            Description = "How the ranges between layers are found from the images.",
            DefaultValueFactory = _ => "percentile",
        };
        var percentile = new Option<double?>("--percentile")
        {
            Description = FormattableString.Invariant(
                $"The part of the numbers that ranges hold, in percent; {usual.Percentile} if left out."
            ),
        };
        var calibration = new Option<int?>("--calibration")
        {
            Description = $"How many of the images ranges are found from; {usual.CalibrationPhotos} if left out.",
        };
        var loss = new Option<double?>("--max-loss")
        {
            Description =
                "The most points that may be lost: of accuracy where the images have classes (0.5 if left out), else of agreement with the "
                + "network as it was, or of the cosine of features (2).",
        };
        var speedup = new Option<double?>("--min-speedup")
        {
            Description = "How many times faster it must be on this machine; 1 with int8 and 0, which allows any, with half, if left out.",
        };
        var reduced = new Option<bool>("--reduced-weights")
        {
            Description = "Weights of 7 bits, for machines of x86 processors without VNNI, where sums of 8 bits overflow.",
        };
        var threads = new Option<int?>("--threads") { Description = "How many threads compute; all processors if left out." };
        var seed = new Option<int>("--seed") { Description = "What folds are drawn from.", DefaultValueFactory = _ => usual.Seed };
        var json = new Option<bool>("--json") { Description = "Report in JSON for programs." };
        precision.AcceptOnlyFromAmong([.. Precisions.Keys]);
        method.AcceptOnlyFromAmong([.. Methods.Keys]);
        file.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !token.Value.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
                result.AddError($"Option '--out' is '{token.Value}'; the name must end in .onnx.");
        });
        var command = new Command(
            "quantize",
            "Writes a network in 8 bits or half floats: smaller, and with 8 bits faster. It says what that costs and brings on this "
                + "machine, and refuses a network that is worse or slower than asked."
        )
        {
            file,
            unlabelled,
            precision,
            method,
            percentile,
            calibration,
            loss,
            speedup,
            reduced,
            threads,
            seed,
            json,
        };
        images.AddTo(command);
        backbone.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen();
            NetworkPrecision numbers = Precisions[arguments.GetRequiredValue(precision)];
            CalibrationMethod ranges = Methods[arguments.GetRequiredValue(method)];
            if (numbers == NetworkPrecision.Half)
                VoidOption.Refuse(arguments, "--precision int8", method, percentile, calibration, reduced);
            if (ranges != CalibrationMethod.Percentile)
                VoidOption.Refuse(arguments, "--method percentile", percentile);
            ImagesArgument input = images.Get(arguments)!;
            FileInfo target = arguments.GetRequiredValue(file);
            OutputFiles.Check([("--out", target)], input);
            RefuseSource(backbone.Given(arguments), target);
            (string[] photos, string[]? labels, string[]? groups) = arguments.GetValue(unlabelled)
                ? Unlabelled(input)
                : Labelled(input, error);
            var options = new QuantizationOptions
            {
                Precision = numbers,
                Method = ranges,
                Percentile = arguments.GetValue(percentile) ?? usual.Percentile,
                CalibrationPhotos = arguments.GetValue(calibration) ?? usual.CalibrationPhotos,
                MaxLoss = arguments.GetValue(loss),
                MinSpeedup = arguments.GetValue(speedup),
                ReducedWeights = arguments.GetValue(reduced),
                NumberOfThreads = arguments.GetValue(threads),
                Seed = arguments.GetValue(seed),
            };
            QuantizationResult result = backbone.Get(arguments, error).Quantize(photos, options, labels, groups, stop);
            result.Network.Save(target.FullName);
            output.Write(arguments.GetValue(json) ? JsonSerializer.Serialize(result.Report, Format) + "\n" : result.Report.ToText());
            return CommandLineTool.Success;
        });
        return command;
    }

    private static void RefuseSource(string? network, FileInfo target)
    {
        if (network is not null && Path.GetFullPath(network) == target.FullName)
            throw new UsageException($"--out is '{target.FullName}', which is the --backbone itself; allowed: another file.");
    }

    private static (string[] Photos, string[]? Labels, string[]? Groups) Unlabelled(ImagesArgument input)
    {
        input.Check();
        var source = new ImageSource(input);
        return ([.. source.Read().Select(source.PathOf)], null, null);
    }

    private static (string[] Photos, string[]? Labels, string[]? Groups) Labelled(ImagesArgument input, TextWriter error)
    {
        // What is told of images that are left out is no part of the report.
        var images = LabelledImages.Read(new MLContext(), input, error, error);
        return (images.Paths, images.Labels, images.HasGroups ? images.Groups : null);
    }
}
