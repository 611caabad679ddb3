using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>Judges a saved model, or a network that ends in a classifier, by images of known classes or numbers.</summary>
internal sealed class EvaluateJob(TextWriter output, TextWriter error)
{
    /// <summary>More classes than these are judged by their first so many, too, where nothing else is said.</summary>
    private const int UsualTopK = 5;

    /// <summary>The model; null for a network.</summary>
    public FileInfo? Model { get; init; }

    /// <summary>The network; null for a model.</summary>
    public NetworkClassifier? Network { get; init; }

    /// <summary>The model's column of images; null for the one that it predicts from.</summary>
    public string? Column { get; init; }

    public required ImagesArgument Images { get; init; }

    /// <summary>Of a model that says yes or no, the class that is yes; null where the classes are named so.</summary>
    public string? Positive { get; init; }

    /// <summary>How many classes may be named for an image; null for one, and five where there are more than five.</summary>
    public int? TopK { get; init; }

    public bool Json { get; init; }

    /// <summary>The page to write, and what is in it; null for none.</summary>
    public JudgementFiles? Report { get; init; }

    /// <returns>Whether all images could be read.</returns>
    /// <exception cref="UsageException">There are no such images, or they have labels that the model doesn't know.</exception>
    /// <exception cref="ImageInputException">No image can be read, or the model takes none.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public bool Run(CancellationToken stop)
    {
        var images = LabelledImages.Read(new MLContext(), Images, Json ? TextWriter.Null : output, error);
        string[] paths = images.Paths,
            labels = images.Labels;
        string?[] groups = images.HasGroups ? images.Groups : new string?[paths.Length];
        using ImageModel? model = Model is null ? null : SavedModel.Load(Model, Column);
        if (model is { IsMultilabel: true } or { NumberOfValues: > 1 })
        {
            throw new NotSupportedException(
                $"The model '{Model!.Name}' predicts {(model.IsMultilabel ? "several labels" : $"{model.NumberOfValues} numbers")} "
                    + $"an image, and "
                    + "a folder or a column names one. A program judges it: "
                    + $"{(model.IsMultilabel ? "MultilabelClassification().Evaluate" : "Regression.EvaluateOutputs")}."
            );
        }

        ModelPredictions asked = model is null ? Network!.Run(paths) : SavedModel.Ask(model, paths);
        CheckOptions(asked);
        double[] truths = Truths(labels, asked);
        var photos = new List<JudgedPhoto>();
        var numbers = new List<JudgedNumber>();
        var clock = Stopwatch.StartNew();
        JudgedImage[] all =
        [
            .. asked
                .Predictions.Until(stop)
                .Select(
                    (p, i) =>
                    {
                        if (p.Error is null && asked.Classes.Count > 0)
                            photos.Add(JudgedPhoto.Of(p, (int)truths[i], paths[i], groups[i]));
                        else if (p.Error is null)
                            numbers.Add(new JudgedNumber(paths[i], truths[i], p.Value!.Value, groups[i]));
                        return Judged(paths[i], labels[i], truths[i], groups[i], Told(p), asked);
                    }
                ),
        ];
        TimeSpan took = clock.Elapsed;
        JudgedImage[] read = [.. all.Where(i => i.Prediction.Error is null)];
        if (read.Length == 0)
            throw new ImageInputException($"None of the {all.Length} images can be read, so there is nothing to judge.");
        string[] names =
            !asked.IsBinary ? [.. asked.Classes]
            : Positive is null ? ["false", "true"]
            : [$"not {Positive}", Positive];
        ClassificationJudgement? judgement =
            names.Length == 0 ? null : ClassificationJudgement.Of(names, photos, Unread(all), asked.IsBinary);
        ModelEvaluation evaluation =
            asked.Classes.Count == 0 ? NumberEvaluation.Of(read, all)
            : asked.IsBinary ? BinaryEvaluation.Of(read, all, names)
            : ClassEvaluation.Of(read, all, asked.Classes, TopK ?? (asked.Classes.Count > UsualTopK ? UsualTopK : null));
        evaluation = evaluation with { Certainty = judgement is null ? null : Certainty.Of(judgement) };
        if (Json)
            evaluation.WriteJson(output);
        else
            evaluation.Write(output);
        if (judgement is null)
            Report?.Write(RegressionJudgement.Of(numbers, Unread(all)));
        else
            Report?.Write(judgement, asked, took, stop);
        return read.Length == all.Length;
    }

    private static JudgedImage Judged(
        string path,
        string label,
        double truth,
        string? group,
        ImagePrediction prediction,
        ModelPredictions asked
    ) =>
        asked.Classes.Count == 0 || asked.IsBinary
            ? new JudgedImage(path, label, truth, group, prediction)
            : JudgedImage.OfClass(path, label, (int)truth, group, prediction);

    private static UnreadPhoto[] Unread(JudgedImage[] all) =>
        [.. all.Where(i => i.Prediction.Error is not null).Select(i => new UnreadPhoto(i.Image, i.Prediction.Error!))];

    private ImagePrediction Told(ImagePrediction prediction)
    {
        if (prediction.Error is { } reason)
            PredictionLines.Tell(error, reason);
        return prediction;
    }

    private void CheckOptions(ModelPredictions asked)
    {
        bool several = asked.Classes.Count > 0 && !asked.IsBinary;
        string what = several ? $"tells {asked.Classes.Count} classes apart" : "predicts a number";
        if (Report?.Robustness is not null && asked.Classes.Count == 0)
            throw new UsageException($"--robustness is given, but the model {what}; it is for models that tell classes apart.");
        if (Positive is not null && !asked.IsBinary)
            throw new UsageException($"--positive is '{Positive}', but the model {what}; it is for models that say yes or no.");
        if (TopK is null)
            return;
        if (!several)
        {
            throw new UsageException(
                $"--top-k is {TopK}, but the model {(asked.IsBinary ? "says yes or no" : what)}; it is for models of several classes."
            );
        }

        if (TopK >= asked.Classes.Count)
        {
            throw new UsageException(
                $"--top-k is {TopK}; allowed: 1 to {asked.Classes.Count - 1}, since of {asked.Classes.Count} classes the right one "
                    + $"is always "
                    + "among all."
            );
        }
    }

    /// <summary>What each image's label means to the model: a class from 0, 0 or 1, or a number.</summary>
    private double[] Truths(string[] labels, ModelPredictions asked)
    {
        if (Positive is not null && !labels.Contains(Positive))
            throw new UsageException($"--positive is '{Positive}'; the folders are {string.Join(", ", labels.Distinct())}.");
        Dictionary<string, double> known = labels.Distinct().ToDictionary(l => l, l => Truth(l, asked));
        return [.. labels.Select(l => known[l])];
    }

    private double Truth(string label, ModelPredictions asked)
    {
        if (Positive is not null)
            return label == Positive ? 1 : 0;
        string where =
            Images.LabelFile is { } file ? $"the label '{label}' in '{file}'"
            : Images.IsTable ? $"the label '{label}' in {Images.Name}"
            : $"the folder '{label}' in {Images.Name}";
        if (asked.Classes.Count == 0)
        {
            return double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? number
                : throw new UsageException(
                    $"The model predicts a number, and {where} is none; needed: numbers such as 2.5, in a CSV file's --label-column."
                );
        }

        try
        {
            return asked.Find(label);
        }
        catch (ArgumentException e)
        {
            string hint = asked.IsBinary ? " Name the class of what is true by --positive." : "";
            throw new UsageException($"No class is meant by {where}: {e.Message}{hint}");
        }
    }
}
