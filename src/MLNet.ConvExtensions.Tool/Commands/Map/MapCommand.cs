using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.FeatureTables;

namespace MLNet.ConvExtensions.Tool.Commands.Map;

/// <summary>
/// <c>mlconv map --images DIR|LIST | --features FILE [--method tsne|pca] [--model model.zip] [--out map.html]
/// [--svg FILE] [--csv FILE]</c>: photos as points of a plane, those that are alike near to one another.
/// </summary>
internal static class MapCommand
{
    private static readonly Dictionary<string, NeighborDistance> Distances = new()
    {
        ["l2"] = NeighborDistance.L2,
        ["cosine"] = NeighborDistance.Cosine,
    };

    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var input = new FeatureTableOptions();
        var page = new Option<FileInfo?>("--out")
        {
            Description = "The page to write, .html: all photos in one file, to zoom and move in. Without any file named: map.html.",
        };
        var drawing = new Option<FileInfo?>("--svg") { Description = "A drawing of the points to write, .svg." };
        var table = new Option<FileInfo?>("--csv") { Description = "A table of the points to write, .csv: file, x, y, and the classes." };
        var method = new Option<string>("--method")
        {
            Description = "tsne: neighbours stay together; pca: the two directions of most variance.",
            DefaultValueFactory = _ => "tsne",
        };
        var perplexity = new Option<double?>("--perplexity")
        {
            Description =
                "Of t-SNE: about how many neighbours a photo has, 1 or more; without it 30, or a third of the photos if these are few.",
        };
        var distance = new Option<string>("--distance")
        {
            Description = "How far two photos' features are apart.",
            DefaultValueFactory = _ => "l2",
        };
        var seed = new Option<int>("--seed") { Description = "Of t-SNE: what chance is drawn from.", DefaultValueFactory = _ => 1 };
        var model = new Option<FileInfo?>("--model")
        {
            Description = "A saved model of classes (.zip): photos can be coloured by what it predicts.",
        };
        var label = new Option<string?>("--label-column")
        {
            Description =
                "The column of classes in a CSV file; 'label' if left out. Of a folder the class is the folder that a photo is in.",
        };
        method.AcceptOnlyFromAmong("tsne", "pca");
        distance.AcceptOnlyFromAmong([.. Distances.Keys]);
        var command = new Command(
            "map",
            "Draws a map of photos, on which those with like features lie near to one another: a page in one file, a drawing, a table."
        )
        {
            page,
            drawing,
            table,
            method,
            perplexity,
            distance,
            seed,
            model,
            label,
        };
        input.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen();
            input.Check(arguments);
            bool isTSne = arguments.GetRequiredValue(method) == "tsne";
            if (!isTSne)
                VoidOption.Refuse(arguments, "--method tsne", perplexity, seed);
            bool anyFile = arguments.GetValue(drawing) is not null || arguments.GetValue(table) is not null;
            var job = new MapJob(output, error)
            {
                Page = arguments.GetValue(page) ?? (anyFile ? null : new FileInfo("map.html")),
                Drawing = arguments.GetValue(drawing),
                Table = arguments.GetValue(table),
                IsTSne = isTSne,
                Perplexity = arguments.GetValue(perplexity),
                Distance = Distances[arguments.GetRequiredValue(distance)],
                Seed = arguments.GetValue(seed),
                Threads = input.Threads(arguments),
                Model = arguments.GetValue(model),
                Images = input.Images(arguments),
                LabelColumn = arguments.GetValue(label),
            };
            job.Check();
            job.Run(input.Read(arguments, output, error, stop), stop);
            return CommandLineTool.Success;
        });
        return command;
    }
}
