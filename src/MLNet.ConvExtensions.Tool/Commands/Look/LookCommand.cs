using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Commands.Predict;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Look;

/// <summary>
/// <c>mlconv look NETWORK [photo.jpg] [--images DIR] [--layer NAME...] [--unit N] [--out DIR]</c>: a network's graph, kernels, feature maps,
/// and what excites its units.
/// </summary>
internal static class LookCommand
{
    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var network = new Argument<string>("NETWORK")
        {
            Description = "An ONNX file, a pretrained network that 'mlconv models' lists, or an architecture, which is untrained.",
        };
        var photo = new Argument<string?>("IMAGE")
        {
            Description = "A photo whose feature maps are shown.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var input = new ImageOptions(labelled: false, required: false);
        var layers = new Option<string[]>("--layer")
        {
            Description =
                "A layer with maps to look at, as 'mlconv summary' names it; may be given several times. Some of all if left out.",
        };
        var unit = new Option<int?>("--unit")
        {
            Description = "The unit of each layer whose strongest images are shown, from 0; of the units that stand out most if left out.",
        };
        var folder = new Option<DirectoryInfo>("--out")
        {
            Description =
                "The folder to write: pictures (.png), the graph (.svg), with --images the numbers (activations.csv), and a page, index.html.",
            DefaultValueFactory = _ => new DirectoryInfo("look"),
        };
        var threads = new Option<int?>("--threads") { Description = "How many threads compute; all processors if left out." };
        var skip = new Option<bool>("--skip-bad")
        {
            Description =
                "Images of --images that can't be read are no failure. They are named and left out in any case; without this the command "
                + "exits with 1 then.",
        };
        var backbone = new BackboneOptions();
        threads.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int value) && value < 1)
                result.AddError($"Option '--threads' is {value}; allowed: 1 or more.");
        });
        var command = new Command(
            "look",
            "Shows what is inside a network: its graph with shapes, the kernels of its first layers, the feature maps of a photo, and the "
                + "images that excite its units most."
        )
        {
            network,
            photo,
            layers,
            unit,
            folder,
            threads,
            skip,
        };
        input.AddTo(command);
        backbone.AddTo(command, named: false);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen();
            ImagesArgument? images = input.Get(arguments);
            if (images is null)
            {
                input.RefuseAll(arguments);
                VoidOption.Refuse(arguments, "--images", unit, skip);
            }

            if (images is null && arguments.GetValue(photo) is null)
                VoidOption.Refuse(arguments, "a photo or --images", layers, threads);
            using NamedImages? many = images is null ? null : NamedImages.Of([], input, arguments);
            DirectoryInfo target = arguments.GetValue(folder)!;
            OutputFiles.CheckFolder("--out", target);
            bool all = new LookJob(target, output, error)
            {
                Backbone = Named(arguments, arguments.GetRequiredValue(network), backbone, error),
                Photo = arguments.GetValue(photo),
                Images = many,
                Layers = arguments.GetValue(layers) is { Length: > 0 } given ? given : null,
                Unit = arguments.GetValue(unit),
                Threads = arguments.GetValue(threads),
            }.Run(stop);
            return all || arguments.GetValue(skip) ? CommandLineTool.Success : CommandLineTool.Failure;
        });
        return command;
    }

    private static Backbone Named(ParseResult arguments, string name, BackboneOptions options, TextWriter error)
    {
        NamedNetwork? named = BackboneOptions.IsFile(name) || BackboneOptions.IsOfHub(name) ? null : NetworkArgument.Find(name);
        if (named is not { Pretrained: null, Architecture: { } architecture })
            return options.Get(arguments, error, name);
        options.RefuseAll(arguments);
        error.WriteLine($"mlconv: {architecture.Name} is not pretrained: its weights are random.");
        return Backbone.FromNetwork(architecture.Name, architecture.Build());
    }
}
