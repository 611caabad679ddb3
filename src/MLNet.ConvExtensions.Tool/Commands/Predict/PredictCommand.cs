using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>
/// <c>mlconv predict --model model.zip | --backbone NAME|FILE [--labels FILE] [--top 5] IMAGE... | --images DIR|LIST.csv [--out predictions.csv]</c>:
/// what images show, to a saved model or to a network that ends in a classifier.
/// </summary>
internal static class PredictCommand
{
    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var images = new Argument<string[]>("IMAGE")
        {
            Description = "The images; or a folder or a list of them, as for --images.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var input = new ImageOptions(labelled: false, required: false);
        var table = new Option<FileInfo?>("--out")
        {
            Description =
                "A CSV file to write, with a row for each image: its name, the predicted class, its probability, "
                + "and that of each class; or its name and number.",
        };
        var model = new Option<FileInfo?>("--model")
        {
            Description = "A model that 'mlconv train', 'mlconv finetune', 'mlconv compare' or a program saved (.zip).",
        };
        Option<string?> column = EvaluateCommand.Column();
        var backbone = new BackboneOptions("one that ends in a classifier");
        var labels = new Option<FileInfo?>("--labels")
        {
            Description = "The names of a network's categories, a line each; without it their numbers are written.",
        };
        var top = new Option<int>("--top")
        {
            Description = "How many categories are written for each image.",
            DefaultValueFactory = _ => 5,
        };
        var scores = new Option<string?>("--output")
        {
            Description = "The output of a network that tells classes apart, where it has several and it can't be told which.",
        };
        var json = new Option<bool>("--json") { Description = "Write JSON for programs." };
        top.Validators.Add(CheckPositive);
        var command = new Command(
            "predict",
            "Names the most probable classes of images, or their number, by a saved model or by a network that ends in a classifier."
        )
        {
            images,
            table,
            model,
            column,
            labels,
            scores,
            top,
            json,
        };
        input.AddTo(command);
        backbone.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen();
            FileInfo? file = arguments.GetValue(model),
                predictions = arguments.GetValue(table);
            if ((file is null) == (backbone.Given(arguments) is null))
                throw new UsageException("Give one of --model and --backbone.");
            if (file is null)
                VoidOption.Refuse(arguments, "a --model", column);
            else
                RefuseVoid(arguments, backbone, labels, scores);
            if (predictions is not null && (arguments.GetValue(json) || arguments.GetResult(top) is { Implicit: false }))
                throw new UsageException("--top and --json are for predictions on the output; --out writes a table of all classes.");
            NamedImages named = NamedImages.Of(arguments.GetValue(images)!, input, arguments);
            CheckOutput(predictions, named.Input, file);

            using ImageModel? saved = file is null ? null : SavedModel.Load(file, arguments.GetValue(column));
            if (saved?.Classes.Count == 0)
                VoidOption.Refuse(arguments, "a model that tells classes apart", top);
            (IReadOnlyList<string> classes, IEnumerable<ImagePrediction> found) = saved is not null
                ? (saved.Classes, saved.Predict(named.Paths))
                : new PredictJob
                {
                    Images = named.Paths,
                    Backbone = backbone.Get(arguments, error),
                    Labels = arguments.GetValue(labels),
                    Output = arguments.GetValue(scores),
                    Remarks = error,
                }.Run();
            var lines = new PredictionLines(output, error) { Top = arguments.GetValue(top), Json = arguments.GetValue(json) };
            found = found.Until(stop);
            bool all = predictions is null
                ? lines.Write(named.Paths.Zip(found))
                : WriteTable(predictions, classes, named, found, output, error);
            return all ? CommandLineTool.Success : CommandLineTool.Failure;
        });
        return command;
    }

    private static void RefuseVoid(ParseResult arguments, BackboneOptions backbone, Option labels, Option scores)
    {
        if (arguments.GetResult(labels) is { Implicit: false } || arguments.GetResult(scores) is { Implicit: false })
            throw new UsageException("--labels and --output are for a --backbone; a model has its own classes and scores.");
        backbone.RefuseAll(arguments);
    }

    /// <returns>Whether all images could be read.</returns>
    private static bool WriteTable(
        FileInfo file,
        IReadOnlyList<string> classes,
        NamedImages named,
        IEnumerable<ImagePrediction> found,
        TextWriter output,
        TextWriter error
    )
    {
        IEnumerable<(string, ImagePrediction)> rows = named.Names.Zip(found);
        (int read, int unread) = PredictionTable.Write(file, classes, rows, reason => PredictionLines.Tell(error, reason));
        if (named.Summary.HasLeftOut)
            output.WriteLine(named.Summary.DescribeLeftOut());
        string bad = unread == 0 ? "" : $"; {unread} images could not be read";
        string what = classes.Count == 0 ? "a number each" : $"{classes.Count} classes";
        output.WriteLine(FormattableString.Invariant($"{read} images, {what}{bad}: {file.FullName}"));
        return unread == 0;
    }

    private static void CheckOutput(FileInfo? file, ImagesArgument? images, FileInfo? model)
    {
        if (file is null)
            return;
        OutputFiles.RefuseFolder("--out", file.FullName);
        if (!file.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--out is '{file.Name}'; the name must end in .csv.");
        if (file.FullName == model?.FullName)
            throw new UsageException($"--out would overwrite '{file.FullName}', the model itself; choose another name.");
        OutputFiles.Check([("--out", file)], images);
    }

    private static void CheckPositive(OptionResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out int value) && value < 1)
            result.AddError($"Option '--top' is {value}; allowed: 1 or more.");
    }
}
