using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>
/// <c>mlconv evaluate --model model.zip | --backbone NAME|FILE --images DIR|LIST.csv [--top-k 5] [--json] [--report FILE.html
/// [--robustness]]</c>: how often a saved model, or a network that ends in a classifier, is right, or how far off its numbers are.
/// </summary>
internal static class EvaluateCommand
{
    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var model = new Option<FileInfo?>("--model")
        {
            Description = "A model that 'mlconv train', 'mlconv finetune', 'mlconv compare' or a program saved (.zip).",
        };
        var network = new NetworkOptions(
            "one that ends in a classifier. Folders, or a CSV file's labels, are names, WordNet ids or numbers of its classes"
        );
        var images = new ImageOptions(labelled: true);
        Option<string?> column = Column();
        var positive = new Option<string?>("--positive")
        {
            Description = "For a model that says yes or no: the class of images that are yes; all others are no.",
        };
        var skip = new Option<bool>("--skip-bad")
        {
            Description =
                "Images that can't be read are no failure. They are named, counted and left out in any case; without this the command "
                + "exits with 1 then.",
        };
        var top = new Option<int?>("--top-k")
        {
            Description = "How often the right class is among so many most probable ones; 5 where the model has more than 5 classes.",
        };
        var json = new Option<bool>("--json") { Description = "Write JSON for programs, with what is said of each image." };
        var report = new JudgementOptions();
        top.Validators.Add(CheckPositive);
        var command = new Command(
            "evaluate",
            "Says how often a saved model or a network is right on images, and what it takes for what; or how far off its numbers are. On "
                + "images that it learned from it is better than on others."
        )
        {
            model,
            column,
            positive,
            skip,
            top,
            json,
        };
        images.AddTo(command);
        report.AddTo(command);
        network.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen();
            FileInfo? file = arguments.GetValue(model);
            if ((file is null) == (network.Given(arguments) is null))
                throw new UsageException("Give one of --model and --backbone.");
            if (file is null)
                VoidOption.Refuse(arguments, "a --model", column);
            else
                network.RefuseAll(arguments);
            JudgementFiles? files = report.Get(arguments, arguments.GetValue(json) ? TextWriter.Null : output, error);
            ImagesArgument input = images.Get(arguments)!;
            files?.Check(input);
            bool all = new EvaluateJob(output, error)
            {
                Model = file,
                Network = file is null ? network.Get(arguments, error) : null,
                Images = input,
                Column = arguments.GetValue(column),
                Positive = arguments.GetValue(positive),
                TopK = arguments.GetValue(top),
                Json = arguments.GetValue(json),
                Report = files,
            }.Run(stop);
            return all || arguments.GetValue(skip) ? CommandLineTool.Success : CommandLineTool.Failure;
        });
        return command;
    }

    private static void CheckPositive(OptionResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out int value) && value < 1)
            result.AddError($"Option '--top-k' is {value}; allowed: 1 or more.");
    }

    public static Option<string?> Column() =>
        new("--column")
        {
            Description = "The column of the model's input that has the images; without it the one that the model predicts from.",
        };
}
