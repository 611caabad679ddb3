using System.Diagnostics;
using Microsoft.ML;
using MLNet.ConvExtensions.AutoML.Data;
using MLNet.ConvExtensions.AutoML.Statistics;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>Fits and judges, or finds in the journal what was fitted and judged before.</summary>
internal sealed class Evaluator(LabelledRows data, FeatureSource features, Journal journal, int seed)
{
    public FoldRecord Evaluate(string set, ComparedTrainer trainer, HyperParameterValues values, Fold fold, CancellationToken cancellation)
    {
        string key = $"{set} | {trainer.Name} | {values} | {fold.Name}";
        if (journal.Find(key) is { } known)
            return known;
        cancellation.ThrowIfCancellationRequested();
        var watch = Stopwatch.StartNew();
        FoldRecord record;
        try
        {
            Predictions predictions = Predict(set, trainer, values, fold, cancellation);
            record = new FoldRecord(key, ClassificationScores.Of(predictions), watch.Elapsed.TotalSeconds);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            record = new FoldRecord(key, null, watch.Elapsed.TotalSeconds, e.GetBaseException().Message);
        }

        journal.Add(record);
        return record;
    }

    public Predictions Predict(string set, ComparedTrainer trainer, HyperParameterValues values, Fold fold, CancellationToken cancellation)
    {
        FeatureTable table = features.Get(set, fold.Train, cancellation);
        ITransformer model = TrialModel.Fit(trainer, values, new FeatureRows(table, data, fold.Train), seed);
        using (model as IDisposable)
            return TrialModel.Predict(model, table, data, fold.Test);
    }
}
