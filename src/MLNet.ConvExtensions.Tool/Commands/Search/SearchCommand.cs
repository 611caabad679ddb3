using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.FeatureTables;

namespace MLNet.ConvExtensions.Tool.Commands.Search;

/// <summary>
/// <c>mlconv search --images DIR|LIST PHOTO... [--top 10] [--approximate] [--index FILE] [--json] [--out page.html]</c>: the photos that
/// are most similar to others.
/// </summary>
internal static class SearchCommand
{
    private static readonly Dictionary<string, NeighborDistance> Distances = new()
    {
        ["cosine"] = NeighborDistance.Cosine,
        ["l2"] = NeighborDistance.L2,
        ["l1"] = NeighborDistance.L1,
    };

    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var photos = new Argument<string[]>("PHOTO")
        {
            Description = "The photos to search for: files, or names of images that are searched among.",
            Arity = ArgumentArity.OneOrMore,
        };
        var input = new FeatureTableOptions();
        var top = new Option<int>("--top") { Description = "How many photos are found for each.", DefaultValueFactory = _ => 10 };
        var distance = new Option<string>("--distance")
        {
            Description = "How far two photos' features are apart.",
            DefaultValueFactory = _ => "cosine",
        };
        var approximate = new Option<bool>("--approximate")
        {
            Description =
                "Look at a small part of the images, by a graph of neighbours (HNSW): for hundreds of thousands, and many searches. Now "
                + "and then one of the most similar is missed.",
        };
        var index = new Option<FileInfo?>("--index")
        {
            Description =
                "A file to keep features and graph in. If it is there, and images and network are still the same, it is opened; else it is "
                + "made.",
        };
        var page = new Option<FileInfo?>("--out") { Description = "A page to write, .html, with the photos." };
        var json = new Option<bool>("--json") { Description = "Write JSON for programs." };
        distance.AcceptOnlyFromAmong([.. Distances.Keys]);
        var command = new Command("search", "Finds the photos that are most similar to others, by their features.")
        {
            photos,
            top,
            distance,
            approximate,
            index,
            page,
            json,
        };
        input.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen();
            input.Check(arguments);
            bool isJson = arguments.GetValue(json);
            var job = new SearchJob(output, error)
            {
                Photos = arguments.GetRequiredValue(photos),
                Top = arguments.GetValue(top),
                Distance = Distances[arguments.GetRequiredValue(distance)],
                IsApproximate = arguments.GetValue(approximate),
                Index = arguments.GetValue(index),
                Page = arguments.GetValue(page),
                Json = isJson,
                Threads = input.Threads(arguments),
                Images = input.Images(arguments),
                Network = input.Network(arguments, error),
            };
            job.Check();
            job.Run(() => input.Read(arguments, isJson ? error : output, error, stop), stop);
            return CommandLineTool.Success;
        });
        return command;
    }
}
