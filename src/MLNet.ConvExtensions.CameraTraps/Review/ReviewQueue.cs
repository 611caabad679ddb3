using System.Globalization;
using MLNet.ConvExtensions.CameraTraps.Review;

namespace MLNet.ConvExtensions;

/// <summary>Chooses the predictions that are worth a person's look.</summary>
public static class ReviewQueue
{
    /// <summary>The rows to look at, in order.</summary>
    /// <param name="probabilities">The probabilities of all classes, 0 to 1, for each row.</param>
    /// <param name="options">Which rows, and in what order; null for the 200 least sure.</param>
    /// <param name="features">
    /// Numbers for each row by which <see cref="ReviewOrder.Informative"/> tells what is alike, such as a network's features; null for the
    /// probabilities. Rows are compared by the cosine.
    /// </param>
    /// <returns>Rows from 0, each once, of equals the earlier first.</returns>
    /// <remarks>
    /// <see cref="ReviewOrder.Informative"/> begins with the least sure row, and then takes the row whose uncertainty times its distance to the
    /// nearest row that was taken is greatest: the core-set method (Sener and Savarese 2018, arXiv:1708.00489), weighted by uncertainty as in
    /// Zhdanov 2019 (arXiv:1901.05954), among the least sure, ten times as many as are asked for and 1,000 at least. Any beginning of the queue
    /// is the queue of that length.
    /// </remarks>
    /// <exception cref="ArgumentException">Rows have different lengths, or values that aren't allowed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option isn't allowed.</exception>
    public static IReadOnlyList<int> Choose(
        IReadOnlyList<float[]> probabilities,
        ReviewQueueOptions? options = null,
        IReadOnlyList<float[]>? features = null
    )
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        options ??= new ReviewQueueOptions();
        if (options.Count < 1)
            throw new ArgumentOutOfRangeException(
                nameof(options),
                FormattableString.Invariant($"ReviewQueueOptions.Count is {options.Count}; allowed: 1 or more.")
            );
        if (!Enum.IsDefined(options.Order))
            throw new ArgumentOutOfRangeException(
                nameof(options),
                FormattableString.Invariant($"ReviewQueueOptions.Order is {options.Order}; allowed: Uncertain, Informative, Random.")
            );
        Check(probabilities, nameof(probabilities), "probabilities from 0 to 1, of which one is above 0", IsDistribution);
        if (features is not null)
            CheckFeatures(features, probabilities.Count);

        int count = Math.Min(options.Count, probabilities.Count);
        if (options.Order == ReviewOrder.Random)
        {
            int[] rows = [.. Enumerable.Range(0, probabilities.Count)];
            new Random(options.Seed).Shuffle(rows);
            return rows[..count];
        }

        double[] unsure = [.. probabilities.Select(p => Uncertainty(p, options.Uncertainty))];
        // A stable sort: of equals the earlier first.
        IEnumerable<int> least = Enumerable.Range(0, unsure.Length).OrderByDescending(i => unsure[i]);
        return options.Order == ReviewOrder.Uncertain
            ? [.. least.Take(count)]
            : DiverseRows.Choose([.. least.Take((int)Math.Max(1000, 10L * count))], unsure, features ?? probabilities, count);
    }

    /// <summary>How unsure a prediction is.</summary>
    /// <param name="probabilities">
    /// The probabilities of all classes, 0 to 1; for the entropy they are divided by their sum first. Of one class alone the model is sure.
    /// </param>
    /// <param name="measure">What is measured.</param>
    /// <returns>0 for sure to 1.</returns>
    /// <exception cref="ArgumentException">There is none, or one is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such measure.</exception>
    public static double Uncertainty(ReadOnlySpan<float> probabilities, ReviewUncertainty measure = ReviewUncertainty.Margin)
    {
        if (!IsDistribution(probabilities))
            throw new ArgumentException("Probabilities are from 0 to 1, and one is above 0.", nameof(probabilities));
        return measure switch
        {
            ReviewUncertainty.Margin => Margin(probabilities),
            ReviewUncertainty.Entropy => Entropy(probabilities),
            _ => throw new ArgumentOutOfRangeException(nameof(measure), $"measure is {measure}; allowed: Margin, Entropy."),
        };
    }

    private static double Margin(ReadOnlySpan<float> probabilities)
    {
        if (probabilities.Length == 1)
            return 0;
        float first = 0,
            second = 0;
        foreach (float p in probabilities)
        {
            if (p > first)
                (first, second) = (p, first);
            else if (p > second)
                second = p;
        }

        return 1 - ((double)first - second);
    }

    private static double Entropy(ReadOnlySpan<float> probabilities)
    {
        if (probabilities.Length == 1)
            return 0;
        double sum = 0,
            entropy = 0;
        foreach (float p in probabilities)
            sum += p;
        foreach (float p in probabilities)
            entropy -= p > 0 ? p / sum * Math.Log(p / sum) : 0;
        return Math.Min(1, entropy / Math.Log(probabilities.Length));
    }

    private static bool IsDistribution(ReadOnlySpan<float> row) => row.IndexOfAnyExceptInRange(0f, 1f) < 0 && row.IndexOfAnyExcept(0f) >= 0;

    private static void CheckFeatures(IReadOnlyList<float[]> features, int rows)
    {
        if (features.Count != rows)
            throw new ArgumentException(
                FormattableString.Invariant($"features has {features.Count} rows; needed: {rows}, as many as probabilities."),
                nameof(features)
            );
        Check(features, nameof(features), "finite numbers", row => row.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0);
    }

    private static void Check(IReadOnlyList<float[]> rows, string name, string allowed, Predicate predicate)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].Length == 0 || rows[i].Length != rows[0].Length)
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"{name}, row {i}, has {rows[i].Length} values; needed: as many as row 0, and one at least."
                    ),
                    name
                );
            if (!predicate(rows[i]))
            {
                string values = string.Join(", ", rows[i].Take(8).Select(v => v.ToString(CultureInfo.InvariantCulture)));
                throw new ArgumentException(
                    FormattableString.Invariant($"{name}, row {i}, is {values}{(rows[i].Length > 8 ? ", ..." : "")}; allowed: {allowed}."),
                    name
                );
            }
        }
    }

    private delegate bool Predicate(ReadOnlySpan<float> row);
}
