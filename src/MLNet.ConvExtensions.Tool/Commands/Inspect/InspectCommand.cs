using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Inspect;

/// <summary>
/// <c>mlconv inspect --images DIR|LIST.csv [--test-images DIR|LIST.csv] [--backbone NAME|FILE] --out DIR [--json]</c>: what is wrong
/// with photos and their labels, as a report, tables and a cleaned list.
/// </summary>
internal static class InspectCommand
{
    private static readonly string[] ReportFiles = ["report.html", "report.json", "findings.csv", "cleaned.csv"];

    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var images = new ImageOptions(labelled: true);
        var backbone = new BackboneOptions();
        var test = new Option<string?>("--test-images")
        {
            Description = "More images, in the same form, that a model is to be tested on: copies in both are leaks.",
        };
        var unlabelled = new Option<bool>("--no-labels")
        {
            Description = "The images have no classes, and may lie anywhere in the folder; labels aren't checked.",
        };
        var report = new Option<DirectoryInfo>("--out")
        {
            Description = "The folder for report.html, report.json, findings.csv and cleaned.csv, which other commands take as --images.",
            Required = true,
        };
        var defaults = new ImageInspectionOptions();
        var leave = new Option<string>("--leave-out")
        {
            Description = $"The findings whose images cleaned.csv leaves out, or none; of copies one is kept. All of them: {LeftOut.All}.",
            DefaultValueFactory = _ => LeftOut.Write(defaults.LeaveOut),
        };
        var folds = new Option<int>("--folds")
        {
            Description = "Parts of the cross-validation that labels are checked by.",
            DefaultValueFactory = _ => defaults.NumberOfFolds,
        };
        var threads = new Option<int?>("--threads") { Description = "Images that are read at the same time; without it one a processor." };
        var seed = new Option<int>("--seed") { Description = "What folds are drawn by.", DefaultValueFactory = _ => defaults.Seed };
        var json = new Option<bool>("--json") { Description = "Write what was found as JSON for programs, too." };
        var command = new Command(
            "inspect",
            "Finds likely wrong labels, copies and leaks, outliers, unreadable, blurred, dark and other poor images, and what betrays the "
                + "class; writes a report with the images, tables, and a cleaned list. Images that can't be read are findings, not failures."
        )
        {
            test,
            unlabelled,
            report,
            leave,
            folds,
            threads,
            seed,
            json,
        };
        images.AddTo(command);
        backbone.AddTo(command);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen();
            ImagesArgument input = images.Get(arguments)!;
            ImagesArgument? tested = arguments.GetValue(test) is { } more ? images.Of(arguments, more) : null;
            DirectoryInfo folder = arguments.GetRequiredValue(report);
            CheckNumbers(arguments.GetValue(folds), arguments.GetValue(threads));
            CheckOutputs(folder, [input, .. tested is null ? Array.Empty<ImagesArgument>() : [tested]]);
            new InspectJob(output, error)
            {
                Images = input,
                TestImages = tested,
                HasLabels = !arguments.GetValue(unlabelled),
                Backbone = backbone.Get(arguments, error),
                Report = folder,
                Json = arguments.GetValue(json),
                Options = defaults with
                {
                    LeaveOut = LeftOut.Parse(arguments.GetRequiredValue(leave)),
                    NumberOfFolds = arguments.GetValue(folds),
                    NumberOfThreads = arguments.GetValue(threads),
                    Seed = arguments.GetValue(seed),
                },
            }.Run(stop);
            return CommandLineTool.Success;
        });
        return command;
    }

    private static void CheckNumbers(int folds, int? threads)
    {
        if (folds is < 2 or > 100)
            throw new UsageException($"--folds is {folds}; allowed: 2 to 100.");
        if (threads is < 1 or > 1024)
            throw new UsageException($"--threads is {threads}; allowed: 1 to 1024.");
    }

    private static void CheckOutputs(DirectoryInfo folder, ImagesArgument[] inputs)
    {
        OutputFiles.CheckFolder("--out", folder);
        foreach (ImagesArgument input in inputs)
        {
            foreach (string name in ReportFiles)
                input.KeepFrom(Path.Combine(folder.FullName, name), "--out");
        }
    }
}
