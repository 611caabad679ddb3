using MLNet.ConvExtensions.Insight.Inspection.Features;

namespace MLNet.ConvExtensions.Insight.Inspection.Labels;

/// <summary>
/// Checks labels in two rounds: the second learns without the photos whose labels the first one doubted, so that wrong labels don't teach
/// what they say.
/// </summary>
/// <param name="classes">How many classes there are.</param>
/// <param name="parallel">Threads, and what ends it early.</param>
internal sealed class LabelCheck(int classes, ParallelOptions parallel)
{
    private const float Regularization = 0.1f;

    /// <summary>A class that would lose more of its photos than this is learned from as it is labelled.</summary>
    private const double MostDoubted = 0.5;

    /// <param name="features">The photos' features.</param>
    /// <param name="labels">Their classes, from 0.</param>
    /// <param name="folds">The part of the cross-validation that each is judged in.</param>
    /// <param name="progress">Is told how many classifiers have judged, of how many.</param>
    /// <returns>The probabilities, and what follows of them.</returns>
    public (float[][] Probabilities, ConfidentLearning Confident) Run(
        float[][] features,
        int[] labels,
        int[] folds,
        Action<long, long> progress
    )
    {
        long done = 0,
            count = 2L * (folds.Max() + 1);
        progress(0, count);
        var judge = new ClassProbabilities(classes, Regularization, parallel)
        {
            Judged = () => progress(Interlocked.Increment(ref done), count),
        };
        var first = new ConfidentLearning(judge.OutOfFold(features, labels, folds), labels);
        int[] counts = new int[classes],
            doubted = new int[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            counts[labels[i]]++;
            doubted[labels[i]] += first.IsDoubtful(i) ? 1 : 0;
        }

        float[][] probabilities = judge.OutOfFold(
            features,
            labels,
            folds,
            i => !first.IsDoubtful(i) || doubted[labels[i]] > MostDoubted * counts[labels[i]]
        );
        return (probabilities, new ConfidentLearning(probabilities, labels));
    }
}
