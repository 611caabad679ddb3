using System.Diagnostics;
using Microsoft.ML;
using MLNet.ConvExtensions.AutoML.Data;
using MLNet.ConvExtensions.AutoML.Statistics;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>Fits and judges, or finds in the journal what was fitted and judged before.</summary>
internal sealed class Evaluator(LabelledRows data, FeatureSource features, Journal journal, SharedWork shared, int seed)
{
    /// <summary>Fits and judges all together with other workers, if there are any; each is then found in the journal.</summary>
    public void Share(IEnumerable<(Candidate Candidate, Fold Fold)> fits, CancellationToken cancellation) =>
        shared.Complete(
            fits.Select(f => (KeyOf(f.Candidate, f.Fold), (Action)(() => Evaluate(f.Candidate, f.Fold, cancellation)))),
            cancellation
        );

    public FoldRecord Evaluate(Candidate candidate, Fold fold, CancellationToken cancellation)
    {
        string key = KeyOf(candidate, fold);
        if (journal.Find(key) is { } known)
            return known;
        cancellation.ThrowIfCancellationRequested();
        var watch = Stopwatch.StartNew();
        FoldRecord record;
        try
        {
            Predictions predictions = Predict(candidate, fold, cancellation);
            record = new FoldRecord(key, ClassificationScores.Of(predictions), watch.Elapsed.TotalSeconds);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            record = new FoldRecord(key, null, watch.Elapsed.TotalSeconds, e.GetBaseException().Message);
        }

        journal.Add(record);
        return record;
    }

    public Predictions Predict(Candidate candidate, Fold fold, CancellationToken cancellation)
    {
        FeatureTable table = features.Get(candidate.Set, candidate.FeatureValues, fold.Train, cancellation);
        ITransformer model = TrialModel.Fit(candidate.Trainer, candidate.Values, new FeatureRows(table, data, fold.Train), seed);
        using (model as IDisposable)
            return TrialModel.Predict(model, table, data, fold.Test);
    }

    private string KeyOf(Candidate candidate, Fold fold) => $"{candidate.Key} | {fold.Key} | {features.ContentOf(candidate.Set)}";
}
