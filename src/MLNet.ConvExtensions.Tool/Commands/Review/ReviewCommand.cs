using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Review;

/// <summary>
/// <c>mlconv review --predictions FILE.csv --images DIR|LIST --out corrections.csv [--order uncertain|informative|random] [--count 200]</c>:
/// a page on this machine on which a person confirms or corrects predictions.
/// </summary>
internal static class ReviewCommand
{
    private static readonly Dictionary<string, ReviewOrder> Orders = new()
    {
        ["uncertain"] = ReviewOrder.Uncertain,
        ["informative"] = ReviewOrder.Informative,
        ["random"] = ReviewOrder.Random,
    };

    private static readonly Dictionary<string, ReviewUncertainty> Measures = new()
    {
        ["margin"] = ReviewUncertainty.Margin,
        ["entropy"] = ReviewUncertainty.Entropy,
    };

    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var images = new ImageOptions(labelled: false);
        var usual = new ReviewQueueOptions();
        var predictions = new Option<FileInfo>("--predictions")
        {
            Description = "What a model says of the images: the CSV file that 'mlconv predict --out' wrote.",
            Required = true,
        };
        var file = new Option<FileInfo>("--out")
        {
            Description =
                "The CSV file of images and their classes to write, which 'mlconv train' and 'mlconv finetune' take as --images. Every answer is "
                + "kept at once in a journal beside it: the same command goes on where it was stopped.",
            Required = true,
        };
        var order = new Option<string>("--order")
        {
            Description =
                "Which photos, and in what order: 'uncertain', the least sure first; 'informative', unsure and unlike those before; 'random', for "
                + "an estimate of how often the model is right.",
            DefaultValueFactory = _ => "uncertain",
        };
        var measure = new Option<string>("--uncertainty")
        {
            Description = "How unsure a prediction is: by the 'margin' between the two most probable classes, or by the 'entropy' of all.",
            DefaultValueFactory = _ => "margin",
        };
        var count = new Option<int>("--count") { Description = "How many photos at most.", DefaultValueFactory = _ => usual.Count };
        var features = new Option<FileInfo?>("--features")
        {
            Description =
                "A file of features that 'mlconv features' wrote of the same images, .csv, .npy or .parquet, by which 'informative' tells what is alike; "
                + "without it the probabilities.",
        };
        var seed = new Option<int>("--seed") { Description = "What 'random' is drawn from.", DefaultValueFactory = _ => usual.Seed };
        var port = new Option<int>("--port") { Description = "The page's port on this machine; 0 for any that is free." };
        var restart = new Option<bool>("--restart") { Description = "Forget the answers of an earlier review with the same --out." };
        order.AcceptOnlyFromAmong([.. Orders.Keys]);
        measure.AcceptOnlyFromAmong([.. Measures.Keys]);
        var command = new Command(
            "review",
            "Shows the predictions that are worth a look on a page, to be confirmed or corrected by keys, mouse or touch."
        )
        {
            predictions,
            file,
            order,
            measure,
            count,
            features,
            seed,
            port,
            restart,
        };
        images.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen();
            var options = new ReviewQueueOptions
            {
                Order = Orders[arguments.GetRequiredValue(order)],
                Uncertainty = Measures[arguments.GetRequiredValue(measure)],
                Count = arguments.GetValue(count),
                Seed = arguments.GetValue(seed),
            };
            if (options.Order != ReviewOrder.Informative)
                VoidOption.Refuse(arguments, "--order informative", features);
            if (options.Order != ReviewOrder.Random)
                VoidOption.Refuse(arguments, "--order random", seed);
            else
                VoidOption.Refuse(arguments, "--order uncertain or informative", measure);
            var job = new ReviewJob(output, error)
            {
                Images = new ImageSource(images.Get(arguments)!),
                Predictions = arguments.GetRequiredValue(predictions),
                Features = arguments.GetValue(features),
                Queue = options,
                Output = arguments.GetRequiredValue(file),
                Port = arguments.GetValue(port),
                Restart = arguments.GetValue(restart),
            };
            job.Check();
            job.RunAsync(stop).GetAwaiter().GetResult();
            return CommandLineTool.Success;
        });
        return command;
    }
}
