using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.Tool;

/// <summary><c>mlconv predict --backbone NAME|FILE [--labels FILE] [--top 5] IMAGE...</c>: what images show.</summary>
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
        var backbone = new BackboneOptions();
        var labels = new Option<FileInfo?>("--labels") { Description = "The names of the categories, a line each; without it their numbers are written." };
        var top = new Option<int>("--top") { Description = "How many categories are written for each image.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Write JSON for programs." };
        top.Validators.Add(CheckPositive);
        var command = new Command("predict", "Names the most probable categories of images, of a network that ends in a classifier.") { images, labels, top, json };
        backbone.AddTo(command);
        command.SetAction(arguments =>
        {
            var job = new PredictJob
            {
                Images = arguments.GetRequiredValue(images),
                Backbone = backbone.Get(arguments, error),
                Labels = arguments.GetValue(labels),
                Top = arguments.GetValue(top),
            };
            bool asJson = arguments.GetValue(json);
            var predictions = new List<Prediction>();
            foreach (Prediction prediction in job.Run())
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

    private static string Text(Prediction prediction) =>
        prediction.Image + "\n" + string.Concat(prediction.Categories!.Select(c => string.Create(CultureInfo.InvariantCulture, $"  {c.Probability,6:0.0000}  {c.Class,4}  {c.Name}\n")));

    private static void CheckPositive(OptionResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out int value) && value < 1)
            result.AddError($"Option '--top' is {value}; allowed: 1 or more.");
    }
}
