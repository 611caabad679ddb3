using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Train;

/// <summary>Trains, judges by images that nothing was learned from, and saves: what all commands that train have in common.</summary>
internal sealed class TrainingRun(MLContext context, TextWriter output)
{
    private const double ValidationFraction = 0.1;

    /// <summary>Of more classes than these it is also told how often the right one is among the first so many.</summary>
    private const int TopK = 5;

    private const string Score = "Score";

    /// <summary>Where to save the model for ML.NET; null for nowhere.</summary>
    public FileInfo? Model { get; init; }

    /// <summary>Where to write the network; null for nowhere.</summary>
    public FileInfo? Onnx { get; init; }

    /// <summary>Trains and tells of it.</summary>
    /// <param name="train">The rows to learn from.</param>
    /// <param name="test">The rows to judge by; null for none.</param>
    /// <param name="options">The options, without what is judged after each epoch.</param>
    /// <param name="trainer">Makes the trainer of the final options.</param>
    /// <exception cref="InvalidOperationException">The loss became no number.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public void Run<TOptions>(IDataView train, IDataView? test, TOptions options, Func<TOptions, IEstimator<ConvNetTransformer>> trainer)
        where TOptions : TrainingOptions
    {
        TrainingOptions all = options;
        // Images that decide when to stop or to slow down are no test any more: those are taken from the training images.
        bool decides = all.Schedule is ReduceOnPlateauSchedule || all.Callbacks.Any(c => c is EarlyStopping);
        string? groups = train.Schema.GetColumnOrNull(LabelledImages.GroupColumn) is null ? null : LabelledImages.GroupColumn;
        all = decides ? all with { ValidationFraction = ValidationFraction, GroupColumnName = groups } : all with { ValidationSet = test };
        using ConvNetTransformer model = Fit(trainer((TOptions)all), train, all);
        if (test is not null)
        {
            // ML.NET takes 0 for none.
            int topK = train.Schema[all.LabelColumnName].Type is KeyDataViewType { Count: > TopK } ? TopK : 0;
            IDataView judged = Judged(model.Transform(test), all);
            ClassReport.Write(output, context.MulticlassClassification.Evaluate(judged, topKPredictionCount: topK), "test images");
        }

        if (Onnx is not null)
        {
            model.Network.Save(Onnx.FullName);
            output.WriteLine($"The network is {Onnx.FullName}.");
        }

        if (Model is not null)
        {
            Save(model, train.Schema, Model.FullName);
            output.WriteLine($"The model is {Model.FullName}.");
        }
    }

    /// <summary>The predictions that count: an image that can't be read has no scores, where such images are left out.</summary>
    /// <exception cref="InvalidOperationException">Others have none either.</exception>
    private IDataView Judged(IDataView predicted, TrainingOptions options)
    {
        IDataView rows = context.Data.Cache(predicted, options.LabelColumnName, Score, "PredictedLabel");
        int[] numbers = [.. rows.GetColumn<float[]>(Score).Select(s => Array.TrueForAll(s, float.IsFinite) ? 1 : 0)];
        bool skips = options.BadImages == BadImageHandling.Missing;
        if (numbers.Sum() < (skips ? Math.Min(1, numbers.Length) : numbers.Length))
        {
            throw new InvalidOperationException(
                $"The trained network has scores that are no numbers for {numbers.Length - numbers.Sum()} of {numbers.Length} test images. "
                    + "Nothing was saved. Train with a lower learning rate, or look for extreme values in the images."
            );
        }

        return skips ? context.Data.FilterRowsByMissingValues(rows, Score) : rows;
    }

    private static ConvNetTransformer Fit(IEstimator<ConvNetTransformer> trainer, IDataView train, TrainingOptions options)
    {
        try
        {
            ConvNetTransformer model = trainer.Fit(train);
            // With early stopping these are the best weights, whatever came after them.
            if (
                options.Callbacks.Any(c => c is EarlyStopping)
                || (model.History.Epochs.Count > 0 && double.IsFinite(model.History[TrainingLogs.Loss][^1]))
            )
                return model;
            string reason = model.History.StopReason ?? "The loss is no number any more.";
            model.Dispose();
            throw new InvalidOperationException(reason);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"{e.Message} Nothing was saved.", e);
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException(
                options.Checkpoint is null
                    ? "Stopped. Without --checkpoint nothing was kept."
                    : $"Stopped. The state is in '{options.Checkpoint.Path}': the same command goes on from there.",
                e
            );
        }
    }

    private void Save(ConvNetTransformer model, DataViewSchema schema, string path)
    {
        string temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            context.Model.Save(model, schema, temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
