using MathNet.Numerics.Distributions;
using MLNet.ConvExtensions.Insight.Inspection.Features;

namespace MLNet.ConvExtensions.Insight.Inspection.Clues;

/// <summary>How well classes can be told from what isn't the subject.</summary>
/// <param name="labels">The photos' classes, from 0.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="independent">How many independent photos there are: those of a group count as one.</param>
internal sealed class ClueCheck(int[] labels, int classes, int independent)
{
    private const float Regularization = 1;
    private const int Shown = 12;

    private readonly double _chance = (double)labels.GroupBy(l => l).Max(g => g.Count()) / labels.Length;

    /// <summary>From numbers, by a classifier that hasn't seen the photo.</summary>
    public ClassClue OfNumbers(string name, float[][] values, int[] folds, ParallelOptions parallel)
    {
        float[][] probabilities = new ClassProbabilities(classes, Regularization, parallel).OutOfFold(
            values,
            labels,
            folds,
            scale: rows => new ValueBins(rows).Of
        );
        int[] told = [.. probabilities.Select(p => Array.IndexOf(p, p.Max()))];
        return Of(name, told, [.. probabilities.Select(p => (double)p.Max())], independent);
    }

    /// <summary>From a name that photos share, such as a group's: by the class that most other photos of that name have.</summary>
    /// <remarks>
    /// The others are counted as one more sample of such photos would have them, with noise of the counts' square roots. Where a name has as
    /// many photos of one class as of another, leaving one out would otherwise always speak for the other class.
    /// </remarks>
    /// <param name="name">What the names are of.</param>
    /// <param name="values">The photos' names; null for those without.</param>
    /// <param name="isUnit">Whether photos of a name are one independent photo.</param>
    /// <returns>Null if no two photos share a name.</returns>
    public ClassClue? OfNames(string name, string?[] values, bool isUnit)
    {
        Dictionary<string, int[]> counts = [];
        for (int i = 0; i < labels.Length; i++)
        {
            if (values[i] is not { } value)
                continue;
            if (!counts.TryGetValue(value, out int[]? ofValue))
                counts[value] = ofValue = new int[classes];
            ofValue[labels[i]]++;
        }

        int[] whole = new int[classes];
        foreach (int label in labels)
            whole[label]++;
        int usual = Array.IndexOf(whole, whole.Max());
        var told = new int[labels.Length];
        var sureness = new double[labels.Length];
        bool isShared = false;
        var random = new Random(1);
        for (int i = 0; i < labels.Length; i++)
        {
            int[]? others = values[i] is { } value ? (int[])counts[value].Clone() : null;
            if (others is not null)
                others[labels[i]]--;
            int sum = others?.Sum() ?? 0;
            isShared |= sum > 0;
            told[i] = sum > 0 ? Most(others!, random) : usual;
            sureness[i] = sum > 0 ? (double)others![told[i]] / (sum + 1) : 0;
        }

        return isShared ? Of(name, told, sureness, isUnit ? Math.Min(independent, counts.Count) : independent) : null;
    }

    private static int Most(int[] counts, Random random) =>
        Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0).MaxBy(c => Normal.Sample(random, counts[c], Math.Sqrt(counts[c])));

    private ClassClue Of(string name, int[] told, double[] sureness, int count)
    {
        int[] all = new int[classes],
            right = new int[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            all[labels[i]]++;
            right[labels[i]] += told[i] == labels[i] ? 1 : 0;
        }

        double accuracy = (double)right.Sum() / labels.Length;
        (double low, double high) = Wilson(accuracy, count);
        return new ClassClue(name, accuracy, low, high, _chance)
        {
            ClassAccuracies = [.. right.Zip(all, (r, a) => (double)r / a)],
            Surest =
            [
                .. Enumerable
                    .Range(0, labels.Length)
                    .Where(i => told[i] == labels[i])
                    .OrderByDescending(i => sureness[i])
                    .ThenBy(i => i)
                    .Take(Shown),
            ],
        };
    }

    /// <summary>The 95 % interval of a part by Wilson (1927).</summary>
    private static (double Low, double High) Wilson(double part, int count)
    {
        double z = Normal.InvCDF(0, 1, 0.975),
            middle = (part + (z * z / (2 * count))) / (1 + (z * z / count)),
            half = z / (1 + (z * z / count)) * Math.Sqrt((part * (1 - part) / count) + (z * z / (4.0 * count * count)));
        return (Math.Clamp(middle - half, 0, part), Math.Clamp(middle + half, part, 1));
    }
}
