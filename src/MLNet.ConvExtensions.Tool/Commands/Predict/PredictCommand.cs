using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>
/// <c>mlconv predict --model model.zip | --backbone NAME|FILE [--labels FILE] [--top 5] IMAGE...</c>: what images show, to a saved model or to a network that ends in
/// a classifier.
/// </summary>
internal static class PredictCommand
{
    // File names and category names are for people to read, and nothing here goes into a web page.
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(TextWriter output, TextWriter error)
    {
        var images = new Argument<string[]>("IMAGE") { Description = "The images.", Arity = ArgumentArity.OneOrMore };
        var model = new Option<FileInfo?>("--model") { Description = "A model that 'mlconv train', 'mlconv finetune', 'mlconv compare' or a program saved (.zip)." };
        Option<string?> column = EvaluateCommand.Column();
        var backbone = new BackboneOptions("one that ends in a classifier");
        var labels = new Option<FileInfo?>("--labels") { Description = "The names of a network's categories, a line each; without it their numbers are written." };
        var top = new Option<int>("--top") { Description = "How many categories are written for each image.", DefaultValueFactory = _ => 5 };
        var scores = new Option<string?>("--output") { Description = "The output of a network that tells classes apart, where it has several and it can't be told which." };
        var json = new Option<bool>("--json") { Description = "Write JSON for programs." };
        top.Validators.Add(CheckPositive);
        var command = new Command("predict", "Names the most probable classes of images, by a saved model or by a network that ends in a classifier.") { images, model, column, labels, scores, top, json };
        backbone.AddTo(command);
        command.SetAction(arguments =>
        {
            IReadOnlyList<string> paths = arguments.GetRequiredValue(images);
            int most = arguments.GetValue(top);
            FileInfo? file = arguments.GetValue(model);
            if ((file is null) == (backbone.Given(arguments) is null))
                throw new UsageException("Give one of --model and --backbone.");
            if (file is not null && (backbone.PreprocessingIsGiven(arguments) || arguments.GetValue(labels) is not null || arguments.GetValue(scores) is not null))
                throw new UsageException("--labels, --output and the options of preprocessing are for a --backbone; a model has its own.");
            IEnumerable<Prediction> found = file is not null
                ? OfModel(file, arguments.GetValue(column), paths, most)
                : new PredictJob { Images = paths, Backbone = backbone.Get(arguments, error), Labels = arguments.GetValue(labels), Output = arguments.GetValue(scores), Top = most, Remarks = error }.Run();
            bool asJson = arguments.GetValue(json);
            var predictions = new List<Prediction>();
            foreach (Prediction prediction in found)
            {
                predictions.Add(prediction);
                if (prediction.Error is { } reason)
                    error.WriteLine("mlconv: " + reason.ReplaceLineEndings(" "));
                else if (!asJson)
                    output.Write(Text(prediction));
            }

            if (asJson)
                output.WriteLine(JsonSerializer.Serialize(predictions, Format));
            return predictions.TrueForAll(p => p.Error is null) ? CommandLineTool.Success : CommandLineTool.Failure;
        });
        return command;
    }

    private static IEnumerable<Prediction> OfModel(FileInfo file, string? column, IReadOnlyList<string> images, int top)
    {
        using ImageModel model = SavedModel.Load(file, column);
        foreach (ImagePrediction prediction in model.Predict(images))
            yield return Prediction.Of(prediction, prediction.Image!, top);
    }

    private static string Text(Prediction prediction) =>
        prediction.Image + "\n" + string.Concat(prediction.Categories!.Select(c => string.Create(CultureInfo.InvariantCulture, $"  {c.Probability,6:0.0000}  {c.Class,4}  {c.Name}\n")));

    private static void CheckPositive(OptionResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out int value) && value < 1)
            result.AddError($"Option '--top' is {value}; allowed: 1 or more.");
    }
}
