using System.CommandLine;
using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Commands.Train;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.FineTune;

/// <summary>
/// <c>mlconv finetune --images DIR|LIST.csv [--backbone NAME|FILE | --model model.zip] [--strategy head|last-stages|full|gradual] --out
/// model.zip</c>: trains a pretrained network on images of
/// one's own, and says how good it is on those that it didn't learn from.
/// </summary>
internal static class FineTuneCommand
{
    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var images = new ImageOptions(labelled: true, labelsOfImages: true);
        var test = new Option<double>("--test")
        {
            Description = "The part of the images that is kept to judge the network, 0 to 0.9.",
            DefaultValueFactory = _ => 0.2,
        };
        var onnx = new Option<FileInfo?>("--onnx") { Description = "Where to write the trained network (.onnx)." };
        var model = new Option<FileInfo?>("--out") { Description = "Where to save the model for ML.NET (.zip)." };
        var from = new Option<FileInfo?>("--model")
        {
            Description =
                "Instead of a --backbone: a model that 'mlconv train', 'mlconv finetune' or a program saved (.zip), to go on with on new "
                + "images of its classes.",
        };
        var backbone = new BackboneOptions();
        var parts = new FineTuneSettings();
        var settings = new TrainSettings(new FineTuneOptions());
        var command = new Command(
            "finetune",
            "Trains a pretrained network on images of other classes. Stopped or killed, it goes on when the same command is given again, "
                + "if there is a --checkpoint."
        )
        {
            from,
            test,
            model,
            onnx,
        };
        images.AddTo(command);
        backbone.AddTo(command);
        parts.AddTo(command);
        settings.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen(settings.KeepsState(arguments));
            ImagesArgument input = images.Get(arguments)!;
            settings.CheckOutputs(arguments, arguments.GetValue(model), arguments.GetValue(onnx), input);
            parts.RefuseVoid(arguments, keepsHead: arguments.GetValue(from) is not null);
            FineTuneOptions options = settings.Read(parts.Read(arguments), recipe: false, arguments, error, stop);
            var context = new MLContext(options.Seed);
            if (arguments.GetValue(from) is not null && backbone.Given(arguments) is not null)
                throw new UsageException("Give one of --backbone and --model, not both.");
            if (arguments.GetValue(from) is not null)
                backbone.RefuseAll(arguments);
            using ImageModel? saved = arguments.GetValue(from) is { } file ? SavedModel.LoadClassifier(file, column: null) : null;
            Backbone? start = saved is null ? backbone.Get(arguments, error) : null;
            var divided = DividedImages.Of(context, input, arguments.GetValue(test), options.Seed, output, error, saved?.Classes);
            options = options with { FeatureColumnName = LabelledImages.ImageColumn };
            new TrainingRun(context, output) { Model = arguments.GetValue(model), Onnx = arguments.GetValue(onnx) }.Run(
                divided.Train,
                divided.Test,
                options,
                o =>
                    saved is null
                        ? context.MulticlassClassification.Trainers.FineTune(start!, o)
                        : context.MulticlassClassification.Trainers.FineTune(
                            saved.Transformer,
                            saved.InputSchema ?? divided.Train.Schema,
                            o
                        )
            );
            return CommandLineTool.Success;
        });
        return command;
    }
}
