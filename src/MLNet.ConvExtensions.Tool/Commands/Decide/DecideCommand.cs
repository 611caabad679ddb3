using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Commands.Predict;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Decide;

/// <summary>
/// <c>mlconv decide --model model.zip --images DIR|LIST.csv --out decided.zip [--calibrate temperature] [--target-recall 0.99
/// --target-class X] [--prediction-sets 0.9] [--unknown 0.95] [--taxonomy FILE.csv] [--possible FILE.csv]</c>: adds to a saved model what
/// is made of its probabilities, learned from images that it didn't learn from.
/// </summary>
internal static class DecideCommand
{
    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var model = new Option<FileInfo>("--model")
        {
            Description = "A model of several classes that 'mlconv train', 'mlconv finetune', 'mlconv compare' or a program saved (.zip).",
            Required = true,
        };
        var images = new ImageOptions(labelled: true);
        Option<string?> column = EvaluateCommand.Column();
        var target = new Option<FileInfo>("--out") { Description = "Where to save the model with its decisions (.zip).", Required = true };
        var decisions = new DecisionOptions();
        var backbone = new BackboneOptions(
            "for --unknown and a model without features of its own; the small network inside this program if left out"
        );
        var command = new Command(
            "decide",
            "Adds to a saved model what is made of its probabilities: calibration, thresholds, prediction sets, unknown images, taxa. "
                + "Give it "
                + "images that the model didn't learn from: on others it is surer than it should be."
        )
        {
            model,
            column,
            target,
        };
        images.AddTo(command);
        decisions.AddTo(command);
        backbone.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen();
            FileInfo to = arguments.GetRequiredValue(target);
            DecisionPlan plan = decisions.Get(arguments);
            ImagesArgument input = images.Get(arguments)!;
            if (backbone.Given(arguments) is null)
                backbone.RefuseAll(arguments);
            else if (plan.AcceptedShare is null)
                throw new UsageException($"--backbone is '{backbone.Given(arguments)}' and would change nothing; allowed with --unknown.");
            OutputFiles.Check([("--out", to)], input);
            new DecideJob(output, error)
            {
                Model = arguments.GetRequiredValue(model),
                Out = to,
                Images = input,
                Column = arguments.GetValue(column),
                Plan = plan,
                Backbone = backbone.Given(arguments) is null ? null : backbone.Get(arguments, error),
            }.Run(stop);
            return CommandLineTool.Success;
        });
        return command;
    }
}
