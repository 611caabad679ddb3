using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Commands.Predict;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Explain;

/// <summary>
/// <c>mlconv explain photo.jpg... | --images DIR --model model.zip | --backbone NAME|FILE [--method gradcam] [--class tiger] [--out DIR]</c>:
/// what in photos speaks for a class.
/// </summary>
internal static class ExplainCommand
{
    private static readonly (string Name, ExplanationMethod Method)[] Methods =
    [
        ("auto", ExplanationMethod.Auto),
        ("class-activation", ExplanationMethod.ClassActivation),
        ("gradcam", ExplanationMethod.GradCam),
        ("occlusion", ExplanationMethod.Occlusion),
        ("saliency", ExplanationMethod.Saliency),
        ("smoothgrad", ExplanationMethod.SmoothGrad),
    ];

    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var images = new Argument<string[]>("IMAGE")
        {
            Description = "The images; or a folder or a list of them, as for --images.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var input = new ImageOptions(labelled: false, required: false);
        var model = new Option<FileInfo?>("--model")
        {
            Description = "A model that 'mlconv train', 'mlconv finetune', 'mlconv compare' or a program saved (.zip).",
        };
        Option<string?> column = EvaluateCommand.Column();
        var network = new NetworkOptions("one that ends in a classifier");
        var method = new Option<string>("--method")
        {
            Description =
                "How it is found: class-activation (exact, for linear models on averages over all positions), gradcam, saliency, smoothgrad "
                + "(these three by gradients), occlusion (for any model), or auto, the best of the first, second and last that works.",
            DefaultValueFactory = _ => "auto",
        };
        var layer = new Option<string?>("--layer")
        {
            Description = "The layer whose maps gradcam takes, as 'mlconv summary' names it; the last one with maps if left out.",
        };
        var named = new Option<string?>("--class")
        {
            Description = "The class that is explained: its name or number; for each image the predicted one if left out.",
        };
        var folder = new Option<DirectoryInfo>("--out")
        {
            Description =
                "The folder to write: an overlay (.png) and the numbers (.npy) of each image, explanations.csv, and a page, index.html.",
            DefaultValueFactory = _ => new DirectoryInfo("explanations"),
        };
        var cells = new Option<int>("--cells")
        {
            Description = "Rows and columns that occlusion divides an image into; each more takes more time.",
            DefaultValueFactory = _ => new ExplanationOptions().OcclusionCells,
        };
        var threads = new Option<int?>("--threads") { Description = "How many threads compute; all processors if left out." };
        var skip = new Option<bool>("--skip-bad")
        {
            Description =
                "Images that can't be read are no failure. They are named and left out in any case; without this the command exits with 1 "
                + "then.",
        };
        method.AcceptOnlyFromAmong([.. Methods.Select(m => m.Name)]);
        cells.Validators.Add(result => CheckRange(result, 2, 256));
        threads.Validators.Add(result => CheckRange(result, 1, int.MaxValue));
        var command = new Command(
            "explain",
            "Shows what in images speaks for a class: for saved models, whatever their trainer, and for networks that end in a classifier."
        )
        {
            images,
            model,
            column,
            method,
            layer,
            named,
            folder,
            cells,
            threads,
            skip,
        };
        input.AddTo(command);
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
            ExplanationMethod how = Methods.First(m => m.Name == arguments.GetValue(method)).Method;
            if (how is not (ExplanationMethod.Auto or ExplanationMethod.GradCam))
                VoidOption.Refuse(arguments, "--method gradcam", layer);
            if (how is not (ExplanationMethod.Auto or ExplanationMethod.Occlusion))
                VoidOption.Refuse(arguments, "--method occlusion", cells);
            using NamedImages photos = NamedImages.Of(arguments.GetValue(images)!, input, arguments);
            DirectoryInfo target = arguments.GetValue(folder)!;
            OutputFiles.CheckFolder("--out", target);
            var options = new ExplanationOptions
            {
                Method = how,
                Layer = arguments.GetValue(layer),
                Class = arguments.GetValue(named),
                OcclusionCells = arguments.GetValue(cells),
                NumberOfThreads = arguments.GetValue(threads),
            };
            using ImageModel? saved = file is null ? null : SavedModel.Load(file, arguments.GetValue(column));
            using ImageExplainer explainer = saved is null
                ? OfNetwork(network.Get(arguments, error), options, error)
                : new MLContext().Model.CreateImageExplainer(saved, options);
            if (explainer.Remark is not null)
                error.WriteLine("mlconv: " + explainer.Remark.ReplaceLineEndings(" "));
            bool all = new ExplainJob(explainer, target, file?.Name ?? Path.GetFileName(network.Given(arguments)!), output, error).Run(
                photos,
                stop
            );
            return all || arguments.GetValue(skip) ? CommandLineTool.Success : CommandLineTool.Failure;
        });
        return command;
    }

    private static ImageExplainer OfNetwork(NetworkClassifier network, ExplanationOptions options, TextWriter error)
    {
        Backbone named = ClassLabels.Of(network.Labels, network.Backbone).Backbone;
        named.GetPreprocessing(out string? remark);
        if (remark is not null)
            error.WriteLine("mlconv: " + remark);
        return new MLContext().Model.CreateImageExplainer(named, options, network.Output);
    }

    private static void CheckRange(OptionResult result, int least, int most)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, out int value) && (value < least || value > most))
        {
            string allowed = most == int.MaxValue ? $"{least} or more" : $"{least} to {most}";
            result.AddError($"Option '{result.Option.Name}' is {value}; allowed: {allowed}.");
        }
    }
}
