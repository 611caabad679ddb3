using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Compare;

/// <summary>
/// <c>mlconv compare --images DIR|LIST.csv [--features conv[:NAME|FILE][@LAYER],tuned[:NAME|FILE],hog,lbp,...] [--budget 10m|20trials] --out DIR</c>:
/// which features tell the classes apart best, as a report.
/// </summary>
internal static class CompareCommand
{
    private static readonly string[] ReportFiles = ["report.html", "report.md", "report.csv", "report.json"];

    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var images = new ImageOptions(labelled: true);
        var features = new Option<string>("--features")
        {
            Description = FeatureSpecification.Help,
            DefaultValueFactory = _ => FeatureSpecification.Default,
        };
        var layer = new Option<string?>("--layer")
        {
            Description = "The layer whose output becomes the features, for networks given as files without '@LAYER'.",
        };
        var preprocessing = new PreprocessingOptions();
        var epochs = new Option<int>("--tuning-epochs")
        {
            Description = "How often a 'tuned' network sees the training images of a fold.",
            DefaultValueFactory = _ => TunedFeatures.DefaultEpochs,
        };
        var budget = new Option<Budget>("--budget")
        {
            Description = Budget.Help,
            CustomParser = Budget.Parse,
            DefaultValueFactory = _ => Budget.Default,
        };
        var worker = new Option<string?>("--worker") { Description = ComparisonWorker.Help };
        var report = new Option<DirectoryInfo>("--out")
        {
            Description =
                "The folder for report.html, .md, .csv and .json; its folder 'work' keeps what a stopped comparison goes on from.",
            Required = true,
        };
        var model = new Option<FileInfo?>("--out-model")
        {
            Description = "Where to save the best pipeline, refitted on all images (.zip).",
        };
        var folds = new Option<int>("--folds") { Description = "Parts of a cross-validation.", DefaultValueFactory = _ => 5 };
        var repeats = new Option<int>("--repeats")
        {
            Description = "How often the chosen pipelines are cross-validated anew.",
            DefaultValueFactory = _ => 3,
        };
        var metric = new Option<ComparisonMetric>("--metric")
        {
            Description = "What trials are judged by.",
            DefaultValueFactory = _ => ComparisonMetric.Accuracy,
        };
        var small = new Option<bool>("--leave-out-small-classes")
        {
            Description = "Leave out classes with too few images instead of ending.",
        };
        var seed = new Option<int>("--seed") { Description = "Seed of splits, search and trainers.", DefaultValueFactory = _ => 1 };
        var command = new Command(
            "compare",
            "Finds out which features tell classes of images apart best, and writes a report. A comparison that was stopped goes on when "
                + "the same command is given again."
        )
        {
            features,
            layer,
            epochs,
            budget,
            worker,
            report,
            model,
            folds,
            repeats,
            metric,
            small,
            seed,
        };
        images.AddTo(command);
        preprocessing.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen(goesOn: true);
            FeatureSpecification[] sets = FeatureSpecification.ParseAll(arguments.GetRequiredValue(features));
            CheckMeaning(
                sets,
                [.. preprocessing.Given(arguments).Select(g => g.Name)],
                arguments.GetValue(layer),
                arguments.GetResult(epochs) is { Implicit: false }
            );
            if (arguments.GetValue(epochs) < 1)
                throw new UsageException($"--tuning-epochs is {arguments.GetValue(epochs)}; allowed: 1 or more.");
            ImagesArgument input = images.Get(arguments)!;
            CheckOutputs(arguments.GetRequiredValue(report), arguments.GetValue(model), input);
            int? number = ComparisonWorker.Choose(
                arguments.GetValue(worker),
                arguments.GetRequiredValue(budget),
                Environment.GetEnvironmentVariable
            );
            var job = new CompareJob(output, error)
            {
                Images = input,
                Features = sets,
                Networks = new FeatureNetworks
                {
                    Open = file => preprocessing.Apply(arguments, file),
                    Layer = arguments.GetValue(layer),
                    Written =
                        string.Concat(preprocessing.Given(arguments).Select(g => " " + g.Text))
                        + (arguments.GetValue(layer) is { } name ? $" --layer {name}" : ""),
                    Epochs = arguments.GetValue(epochs),
                    Seed = arguments.GetValue(seed),
                    Cancellation = stop,
                },
                Budget = arguments.GetRequiredValue(budget),
                Report = arguments.GetRequiredValue(report),
                Model = arguments.GetValue(model),
                Options = new FeatureComparisonOptions
                {
                    NumberOfFolds = arguments.GetValue(folds),
                    Repeats = arguments.GetValue(repeats),
                    Metric = arguments.GetValue(metric),
                    LeaveOutSmallClasses = arguments.GetValue(small),
                    Seed = arguments.GetValue(seed),
                    WorkerNumber = number,
                },
            };
            return job.Run(stop) ? CommandLineTool.Success : CommandLineTool.Failure;
        });
        return command;
    }

    private static void CheckOutputs(DirectoryInfo report, FileInfo? model, ImagesArgument images)
    {
        OutputFiles.CheckFolder("--out", report);
        foreach (string name in ReportFiles)
            images.KeepFrom(Path.Combine(report.FullName, name), "--out");
        OutputFiles.Check([("--out-model", model)], images);
    }

    /// <summary>An option that none of the sets takes notice of would let its user believe that it had been.</summary>
    private static void CheckMeaning(FeatureSpecification[] sets, IReadOnlyList<string> preprocessing, string? layer, bool hasEpochs)
    {
        FeaturePart[] files = [.. sets.SelectMany(s => s.Parts).Where(p => p.IsFile)];
        if (preprocessing.Count > 0 && files.Length == 0)
            throw new UsageException(
                $"{string.Join(", ", preprocessing)}: for networks given as files, and --features has none; the named ones have a "
                    + "preprocessing of their own."
            );
        if (layer is not null && !Array.Exists(files, f => f.Layer is null))
            throw new UsageException("--layer: for networks given as files without '@LAYER', and --features has none.");
        if (hasEpochs && !sets.SelectMany(s => s.Parts).Any(p => p.IsTuned))
            throw new UsageException("--tuning-epochs: for 'tuned' networks, and --features has none.");
    }
}
