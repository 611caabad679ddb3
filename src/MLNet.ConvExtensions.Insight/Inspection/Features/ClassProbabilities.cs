using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Insight.Inspection.Features;

/// <summary>
/// Probabilities of classes for rows that the classifier hasn't seen: each part of the rows is judged by ML.NET's logistic regression
/// (L-BFGS, maximum entropy) that learned from the other parts.
/// </summary>
/// <param name="classes">How many classes there are.</param>
/// <param name="regularization">The weight of the squares of its weights.</param>
/// <param name="parallel">Threads, and what ends it early.</param>
internal sealed class ClassProbabilities(int classes, float regularization, ParallelOptions parallel)
{
    /// <summary>
    /// Rows that a classifier learns from at most, of each class its share: more take longer in proportion, and tell hardly more.
    /// </summary>
    public const int MostLearned = 10_000;

    /// <summary>Is told when a part has been judged.</summary>
    public Action? Judged { get; init; }

    /// <param name="features">A vector for each row, all of the same length.</param>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <param name="folds">The part of each row, from 0.</param>
    /// <param name="isLearned">Whether a row may be learned from.</param>
    /// <param name="scale">Makes, from the rows that are learned from, what is done to every row before; null for nothing.</param>
    public float[][] OutOfFold(
        float[][] features,
        int[] labels,
        int[] folds,
        Func<int, bool>? isLearned = null,
        Func<float[][], Func<float[], float[]>>? scale = null
    )
    {
        var probabilities = new float[features.Length][];
        Parallel.For(
            0,
            folds.Max() + 1,
            parallel,
            fold =>
            {
                int[] rows = [.. Enumerable.Range(0, features.Length)],
                    learned = Some([.. rows.Where(i => folds[i] != fold && isLearned?.Invoke(i) != false)], labels),
                    judged = [.. rows.Where(i => folds[i] == fold)];
                Func<float[], float[]> scaled = scale?.Invoke([.. learned.Select(i => features[i])]) ?? (row => row);
                float[][] scores = Judge(
                    [.. learned.Select(i => new FeatureRow { Features = scaled(features[i]), Label = (uint)labels[i] })],
                    [.. judged.Select(i => new FeatureRow { Features = scaled(features[i]) })]
                );
                for (int i = 0; i < judged.Length; i++)
                    probabilities[judged[i]] = scores[i];
                Judged?.Invoke();
            }
        );
        return probabilities;
    }

    /// <summary>As many rows as are learned from, in their order: of small classes all, of the others their part, drawn by chance.</summary>
    internal static int[] Some(int[] rows, int[] labels)
    {
        if (rows.Length <= MostLearned)
            return rows;
        var random = new Random(1);
        var chosen = new List<int>(MostLearned);
        int left = MostLearned;
        int[][] classes = [.. rows.GroupBy(i => labels[i]).OrderBy(c => c.Count()).ThenBy(c => c.Key).Select(c => c.ToArray())];
        int unseen = rows.Length;
        for (int i = 0; i < classes.Length; i++)
        {
            // What a small class leaves of an equal share, the larger ones get by their size.
            int[] of = classes[i];
            int even = left / (classes.Length - i),
                share = (int)((long)left * of.Length / unseen),
                count = Math.Min(of.Length, Math.Max(share, even / 2));
            random.Shuffle(of);
            chosen.AddRange(of.AsSpan(0, count));
            (left, unseen) = (left - count, unseen - of.Length);
        }

        chosen.Sort();
        return [.. chosen];
    }

    private float[][] Judge(FeatureRow[] learned, FeatureRow[] judged)
    {
        var context = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(FeatureRow));
        schema[nameof(FeatureRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, learned[0].Features.Length);
        schema[nameof(FeatureRow.Label)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        // One thread each: several add up in an order of their own, and folds run at the same time.
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = 0,
            L2Regularization = regularization,
            NumberOfThreads = 1,
        };
        ITransformer model = context
            .MulticlassClassification.Trainers.LbfgsMaximumEntropy(options)
            .Fit(context.Data.LoadFromEnumerable(learned, schema));
        return [.. model.Transform(context.Data.LoadFromEnumerable(judged, schema)).GetColumn<float[]>("Score")];
    }
}
