// Finds snow leopards in camera-trap photos: features of a convolutional network, then ML.NET's own trainers.
//
//   dotnet run                                                    on photos that the sample renders itself
//   dotnet run -- --images DIR --backbone mobilenetv2.onnx        on your own photos, a folder per class, with another network
using System.CommandLine;
using MLNet.ConvExtensions;
using SnowLeopard;
using Spectre.Console;

var images = new Option<DirectoryInfo?>("--images")
{
    Description = "Your photos, a folder per class. Without it the sample renders a small set.",
};
var backbone = new Option<string?>("--backbone")
{
    Description =
        "A network by its name, or any ONNX file. Without it the ResNet-18 of the package Microsoft.ML.DnnImageFeaturizer.ResNet18, "
        + "trained on ImageNet.",
};
var positive = new Option<string>("--positive")
{
    Description = "The class to find, against all others.",
    DefaultValueFactory = _ => "snow_leopard",
};
var folds = new Option<int>("--folds") { Description = "Parts of the cross-validation, 2 to 20.", DefaultValueFactory = _ => 5 };
var model = new Option<FileInfo?>("--model") { Description = "Where to save the fitted pipeline (.zip). Without it a temporary file." };
var seed = new Option<int>("--seed") { Description = "Seed of the split and of the rendered photos.", DefaultValueFactory = _ => 1 };
var command = new RootCommand("Finds snow leopards in camera-trap photos with conv features and ML.NET's trainers.")
{
    images,
    backbone,
    positive,
    folds,
    model,
    seed,
};

command.SetAction(arguments =>
{
    try
    {
        Job.Run(
            new JobOptions(
                arguments.GetValue(images),
                arguments.GetValue(backbone),
                arguments.GetValue(positive)!,
                arguments.GetValue(folds),
                arguments.GetValue(model),
                arguments.GetValue(seed)
            )
        );
        return 0;
    }
    catch (UsageException e)
    {
        return Fail(e, 2);
    }
    catch (Exception e) when (Expected(e) || (e is AggregateException several && several.InnerExceptions.All(Expected)))
    {
        return Fail(e is AggregateException ? e.InnerException! : e, 1);
    }
});
ParseResult parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"error: {string.Join(" ", parsed.Errors.Select(e => e.Message))}");
    return 2;
}

AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 120);
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Capabilities.Ansi = false;
return parsed.Invoke();

// Files, folders, networks and photos as they come: what went wrong is in the message, and a stack trace would not help.
static bool Expected(Exception e) =>
    e
        is OnnxNetworkException
            or ImageInputException
            or IOException
            or UnauthorizedAccessException
            or ArgumentException
            or InvalidOperationException;

static int Fail(Exception e, int code)
{
    Console.Error.WriteLine($"error: {e.Message.ReplaceLineEndings(" ")}");
    return code;
}
