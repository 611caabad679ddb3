using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Stages.Trained;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Options;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>What is looked at before a training: that network, labels and options fit each other.</summary>
internal static class TrainingChecks
{
    /// <summary>That the network has an output for each class or number, and that metrics and weights of classes fit.</summary>
    /// <exception cref="ArgumentException">A metric or the weights don't fit.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't.</exception>
    public static void Outputs(OnnxNetwork network, TrainedStageSettings stage, TrainingOptions options)
    {
        int wanted = stage.Classes?.Count ?? stage.Outputs ?? 1;
        foreach (NetworkTensor output in network.Outputs)
        {
            long? width =
                output.Shape is { Count: >= 2 } shape && shape.Skip(1).All(d => d is not null)
                    ? shape.Skip(1).Aggregate(1L, (a, d) => a * d!.Value)
                    : null;
            if (width is null)
                throw new OnnxNetworkException(
                    $"The output '{output.Name}' of the network '{network.Name}' is "
                        + $"{output.Shape?.ToString() ?? "of unknown shape"}; needed: one of known width."
                );
            if (width != wanted)
            {
                throw new OnnxNetworkException(
                    $"The output '{output.Name}' of the network '{network.Name}' has {width} values for each row; needed: {wanted}, "
                        + (
                            stage.Classes is not null ? $"one for each class of column '{options.LabelColumnName}' ({stage.Classes})."
                            : stage.Outputs is not null ? $"one for each element of column '{options.LabelColumnName}'."
                            : "the one that is predicted."
                        )
                );
            }
        }

        // Metrics refuse a number of outputs that they aren't for: now, and not after the first batch.
        foreach (Metric metric in options.Metrics)
            metric.SumCount(stage.Classes?.Count ?? 1);
        int expected = stage.Task == ModelTask.Binary ? 2 : stage.Classes?.Count ?? 0;
        if (options.ClassWeights is not null && options.ClassWeights.Count != expected)
        {
            throw new ArgumentException(
                $"{options.GetType().Name}.{nameof(TrainingOptions.ClassWeights)} has {options.ClassWeights.Count} values; "
                    + (
                        expected == 0
                            ? $"a {(stage.Task == ModelTask.Multilabel ? "row of several labels has no one class" : "regression has no classes")}."
                            : $"needed: {expected}, one for each class."
                    )
            );
        }
    }

    /// <summary>That there are classes where they are to be seen equally often.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static void Balance(TrainedStageSettings stage, TrainingRunOptions options) =>
        options.Require(
            stage.HasOneClass || options.BalanceOfClasses == 0,
            nameof(TrainingOptions.ClassBalance),
            options.BalanceOfClasses,
            "0 where a row's label isn't one class"
        );

    /// <summary>That there is something to learn.</summary>
    /// <exception cref="ArgumentException">All labels are the same.</exception>
    public static void Labels(TrainingSamples samples, TrainedStageSettings stage, TrainingOptions options)
    {
        if (stage.Task == ModelTask.Multilabel)
            SeveralLabels(samples, stage, options);
        if (stage.HasOneClass && samples.Targets.Distinct().Take(2).Count() < 2)
            throw new ArgumentException(
                $"All {samples.Count} rows have the same label in column '{options.LabelColumnName}'; needed: two classes or more."
            );
    }

    /// <summary>Nothing can be learned of a label that all rows have, or none; of all labels that is no data to learn from.</summary>
    private static void SeveralLabels(TrainingSamples samples, TrainedStageSettings stage, TrainingOptions options)
    {
        int width = samples.TargetWidth,
            rows = samples.Store.Count;
        int[] counts = [.. Enumerable.Range(0, width).Select(l => Enumerable.Range(0, rows).Count(r => samples.TargetAt(r)[l] > 0))];
        string[] alike =
        [
            .. counts
                .Select((count, l) => (count, Name: stage.OutputNames?[l] ?? $"label {l}"))
                .Where(l => l.count == 0 || l.count == rows)
                .Select(l => $"{l.Name} ({(l.count == 0 ? "no row" : "all rows")})"),
        ];
        if (alike.Length == width)
        {
            throw new ArgumentException(
                $"All {rows} rows have the same labels in column '{options.LabelColumnName}'; needed: a label that some rows have and others "
                    + "don't."
            );
        }

        if (alike.Length > 0)
            options.Logger?.LogWarning("Nothing can be learned of labels that all rows have, or none: {Labels}.", string.Join(", ", alike));
    }

    /// <summary>That a row counts.</summary>
    /// <exception cref="ArgumentException">None does.</exception>
    public static void Weights(TrainingSamples samples, ModelTask task, string use, TrainingOptions options)
    {
        IReadOnlyList<float>? classes = task is ModelTask.Regression or ModelTask.Multilabel ? null : options.ClassWeights;
        if (samples.Weights is null && classes is null)
            return;
        IEnumerable<int> places = Enumerable.Range(0, samples.Count).Select(samples.PlaceOf);
        if (places.Any(p => (samples.Weights?[p] ?? 1) * (classes?[(int)samples.Targets[p]] ?? 1) > 0))
            return;
        string what = string.Join(
            " and ",
            new[]
            {
                samples.Weights is null ? null : $"the weights of column '{options.ExampleWeightColumnName}'",
                classes is null ? null : $"{nameof(TrainingOptions.ClassWeights)} ({ValueText.Of(classes)})",
            }.OfType<string>()
        );
        throw new ArgumentException($"All {samples.Count} rows to {use} count 0 by {what}; needed: a row that counts.");
    }

    /// <summary>That the validation's labels are as long as those that are learned from.</summary>
    /// <exception cref="ArgumentException">They aren't.</exception>
    public static void SameWidth(TrainingSamples samples, TrainingSamples validation, TrainingRunOptions options)
    {
        if (samples.TargetWidth != validation.TargetWidth)
        {
            throw new ArgumentException(
                $"The labels of the {nameof(options.ValidationSet)} have {validation.TargetWidth} elements, and those of the training data "
                    + $"{samples.TargetWidth}; needed: the same number."
            );
        }
    }
}
