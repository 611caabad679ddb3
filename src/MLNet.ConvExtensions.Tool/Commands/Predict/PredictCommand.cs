using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Commands.Predict.Formats;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>
/// <c>mlconv predict [--model model.zip | --backbone NAME|FILE [--labels FILE|imagenet]] [--top 5] IMAGE... | --images DIR|LIST.csv [--out
/// predictions.csv | --format megadetector|timelapse-csv|camtrap-dp|csv|json --out FILE|DIR
/// [--detector FILE.onnx]]</c>: what images show, to a saved model or to a network that ends in a classifier.
/// </summary>
internal static class PredictCommand
{
    /// <summary>The network that is asked when neither one nor a model is named. It is downloaded on first use, 14 MB.</summary>
    private const string Usual = "MobileNetV2";

    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var images = new Argument<string[]>("IMAGE")
        {
            Description = "The images; or a folder or a list of them, as for --images.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var input = new ImageOptions(labelled: false, required: false);
        var table = new Option<FileInfo?>("--out")
        {
            Description =
                "A file to write, .csv or .parquet, with a row for each image: its name, the predicted class, its probability, "
                + "and that of each class; or its name and number.",
        };
        var model = new Option<FileInfo?>("--model")
        {
            Description = "A model that 'mlconv train', 'mlconv finetune', 'mlconv compare' or a program saved (.zip).",
        };
        Option<string?> column = EvaluateCommand.Column();
        var network = new NetworkOptions(
            $"one that ends in a classifier; without it and without --model {Usual}, trained on ImageNet, which is downloaded on first use"
        );
        var top = new Option<int>("--top")
        {
            Description = "How many categories are written for each image.",
            DefaultValueFactory = _ => 5,
        };
        var formats = new FormatOptions();
        var detector = new DetectorArguments("the model is asked of each of its boxes; with --format and --model");
        Option<string[]> classify = DetectedPhotos.Classified();
        var json = new Option<bool>("--json") { Description = "Write JSON for programs." };
        var restart = new Option<bool>("--restart")
        {
            Description = "Start over instead of going on where an earlier run with the same --out was stopped.",
        };
        var parts = new ShardOptions();
        top.Validators.Add(CheckPositive);
        var command = new Command(
            "predict",
            "Names the most probable classes of images, or their number, by a saved model or by a network that ends in a classifier."
        )
        {
            images,
            table,
            model,
            column,
            top,
            json,
        };
        input.AddTo(command);
        parts.AddTo(command);
        network.AddTo(command);
        formats.AddTo(command);
        detector.AddTo(command, machine: false);
        command.Add(classify);
        command.Add(restart);
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen(goesOn: arguments.GetValue(table) is not null);
            FileInfo? file = arguments.GetValue(model),
                predictions = arguments.GetValue(table);
            if (file is not null && network.Given(arguments) is not null)
                throw new UsageException("Give one of --model and --backbone, not both.");
            if (file is null)
                VoidOption.Refuse(arguments, "a --model", column);
            else
                network.RefuseAll(arguments);
            if (predictions is not null && (arguments.GetValue(json) || arguments.GetResult(top) is { Implicit: false }))
                throw new UsageException("--top and --json are for predictions on the output; --out writes a table of all classes.");
            formats.RefuseVoid(arguments);
            detector.RefuseVoid(arguments);
            if (!detector.IsGiven(arguments))
                VoidOption.Refuse(arguments, "a --detector", classify);
            else if (file is null || !formats.IsGiven(arguments))
                throw new UsageException(
                    "--detector needs a --model, which is asked of each box, and a --format; 'mlconv detect' writes boxes alone."
                );
            if (formats.IsGiven(arguments))
                return WriteFormat(arguments, stop);
            if (predictions is null)
                VoidOption.Refuse(arguments, "--out", restart);
            using NamedImages all = NamedImages.Of(arguments.GetValue(images)!, input, arguments);
            var part = PredictionPart.Of(parts, arguments, all, predictions);
            (NamedImages named, predictions, _) = part;
            CheckOutput(predictions, named.Input, file);

            using ImageModel? saved = file is null ? null : SavedModel.Load(file, arguments.GetValue(column));
            if (predictions is not null && saved is { IsMultilabel: true } or { NumberOfValues: > 1 })
            {
                throw new UsageException(
                    $"--out writes a table of one class or one number an image; the model '{file!.Name}' predicts "
                        + $"{(saved.IsMultilabel ? "several labels" : $"{saved.NumberOfValues} numbers")}. --json writes these."
                );
            }

            if (saved?.Classes.Count == 0)
                VoidOption.Refuse(arguments, "a model that tells classes apart", top);
            if (file is null && network.Given(arguments) is null)
                error.WriteLine($"mlconv: No --model and no --backbone is given: {Usual}, trained on ImageNet, is asked.");
            NetworkClassifier? classifier = saved is null ? network.Get(arguments, error, Usual) : null;
            (IReadOnlyList<string> classes, var predict) = classifier?.Open() ?? (saved!.Classes, saved.Predict);
            using PredictionJournal? journal = predictions is null ? null : Begin(arguments, predictions, classifier, classes, named.Paths);
            IEnumerable<ImagePrediction> found = journal?.Predict(named.Paths, predict) ?? predict(named.Paths);
            var lines = new PredictionLines(output, error)
            {
                Top = arguments.GetValue(top),
                Json = arguments.GetValue(json),
                IsMultilabel = saved?.IsMultilabel == true,
            };
            if (journal?.Done > 0)
                output.WriteLine(journal.Resumed);
            found = found.Until(stop, isKept: journal is not null);
            bool readAll = predictions is null
                ? lines.Write(named.Paths.Zip(found))
                : WriteTable(predictions, classes, named, found, DecidedCells.For(saved), output, error);
            part.Describe(file, classifier, classes);
            journal?.Complete();
            return readAll ? CommandLineTool.Success : CommandLineTool.Failure;
        });
        return command;

        int WriteFormat(ParseResult arguments, CancellationToken stop)
        {
            if (parts.Get(arguments) is { Count: > 1 } shard)
            {
                throw new UsageException(
                    $"--format is given, and the images are shared out as part {shard}; allowed: the plain table (.csv), whose parts "
                        + "'mlconv merge' puts together, or '--shard 1/1' for all images at once."
                );
            }

            FileInfo? file = arguments.GetValue(model);
            FileInfo target = arguments.GetValue(table) ?? throw new UsageException("--format needs --out, where it is written.");
            OutputFormat format = formats.Get(arguments, target);
            ImagesArgument? chosen = NamedImages.InputOf(arguments.GetValue(images)!, input, arguments);
            CheckFormat(target, format, chosen, file);
            using MediaSource source = chosen is null ? MediaSource.OfNames(arguments.GetValue(images)!) : MediaSource.Of(chosen);
            NetworkClassifier? classifier = file is null ? network.Get(arguments, error, Usual) : null;
            using ImageModel? saved = file is null ? null : SavedModel.LoadClassifier(file, arguments.GetValue(column));
            using DetectedPhotos? detected = detector.IsGiven(arguments)
                ? DetectedPhotos.Of(detector.Load(arguments), saved!, arguments.GetValue(classify) ?? [])
                : null;
            var job = new FormatJob(output, error)
            {
                Format = format,
                Source = source,
                Out = target,
                ModelName = file?.Name ?? network.Given(arguments) ?? Usual,
                Detected = detected,
                Begin = known => Begin(arguments, target, classifier, known, source.Paths, detected?.Settings),
            };
            (IReadOnlyList<string> classes, var predict) = classifier?.Open() ?? (saved!.Classes, saved.Predict);
            bool all = job.Run(classes, predict, stop);
            return all || format.SkipsBad ? CommandLineTool.Success : CommandLineTool.Failure;
        }

        PredictionJournal Begin(
            ParseResult arguments,
            FileInfo target,
            NetworkClassifier? classifier,
            IReadOnlyList<string> classes,
            IEnumerable<string> paths,
            object? detector = null
        )
        {
            object more = new { Column = arguments.GetValue(column), Detector = detector };
            string job = PredictionSource.Hash(arguments.GetValue(model), classifier, classes, more);
            return PredictionJournal.Begin(target.FullName, job, classes, paths, arguments.GetValue(restart));
        }
    }

    private static void CheckFormat(FileInfo target, OutputFormat format, ImagesArgument? images, FileInfo? model)
    {
        if (target.FullName == model?.FullName)
            throw new UsageException($"--out would overwrite '{target.FullName}', the model itself; choose another name.");
        if (format.IsFolder)
            OutputFiles.CheckFolder("--out", new DirectoryInfo(target.FullName));
        else
            OutputFiles.Check([("--out", target)], images);
    }

    /// <returns>Whether all images could be read.</returns>
    private static bool WriteTable(
        FileInfo file,
        IReadOnlyList<string> classes,
        NamedImages named,
        IEnumerable<ImagePrediction> found,
        IReadOnlyList<DecidedCells> decided,
        TextWriter output,
        TextWriter error
    )
    {
        IEnumerable<(string, ImagePrediction)> rows = named.Names.Zip(found);
        (int read, int unread) = PredictionTable.Write(file, classes, rows, decided, reason => PredictionLines.Tell(error, reason));
        if (named.Summary.HasLeftOut)
            output.WriteLine(named.Summary.DescribeLeftOut());
        string bad = unread == 0 ? "" : $"; {unread} images could not be read";
        string what = classes.Count == 0 ? "a number each" : $"{classes.Count} classes";
        output.WriteLine(FormattableString.Invariant($"{read} images, {what}{bad}: {file.FullName}"));
        return unread == 0;
    }

    private static void CheckOutput(FileInfo? file, ImagesArgument? images, FileInfo? model)
    {
        if (file is null)
            return;
        OutputFiles.RefuseFolder("--out", file.FullName);
        if (!file.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase) && !PredictionTable.IsParquet(file))
            throw new UsageException($"--out is '{file.Name}'; the name must end in .csv or .parquet.");
        if (file.FullName == model?.FullName)
            throw new UsageException($"--out would overwrite '{file.FullName}', the model itself; choose another name.");
        OutputFiles.Check([("--out", file)], images);
    }

    private static void CheckPositive(OptionResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out int value) && value < 1)
            result.AddError($"Option '--top' is {value}; allowed: 1 or more.");
    }
}
