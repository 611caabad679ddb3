using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary><c>mlconv evaluate --model model.zip --images DIR|LIST.csv</c>: how often a saved model is right.</summary>
internal static class EvaluateCommand
{
    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var model = new Option<FileInfo>("--model")
        {
            Description = "A model that 'mlconv train', 'mlconv finetune', 'mlconv compare' or a program saved (.zip).",
            Required = true,
        };
        var images = new ImageOptions(labelled: true);
        Option<string?> column = Column();
        var positive = new Option<string?>("--positive")
        {
            Description = "For a model that says yes or no: the class of images that are yes; all others are no.",
        };
        var skip = new Option<bool>("--skip-bad")
        {
            Description = "Leave out images that can't be read, and name them, instead of stopping at the first.",
        };
        var command = new Command(
            "evaluate",
            "Says how often a saved model is right on images, and what it takes for what. On those that it learned from it is better than on others."
        )
        {
            model,
            column,
            positive,
            skip,
        };
        images.AddTo(command);
        command.SetAction(arguments =>
        {
            new EvaluateJob(output, error)
            {
                Model = arguments.GetRequiredValue(model),
                Images = images.Get(arguments)!,
                Column = arguments.GetValue(column),
                Positive = arguments.GetValue(positive),
                SkipBad = arguments.GetValue(skip),
            }.Run(interruption.Listen());
            return CommandLineTool.Success;
        });
        return command;
    }

    public static Option<string?> Column() =>
        new("--column")
        {
            Description = "The column of the model's input that has the images; without it the one that the model predicts from.",
        };
}
