namespace SnowLeopard;

/// <summary>Parts of a set of photos, each with the same share of each class.</summary>
internal static class StratifiedFolds
{
    /// <exception cref="UsageException">There are too few photos of a class for each part to get one.</exception>
    public static void Check(IReadOnlyCollection<bool> labels, int folds)
    {
        foreach (bool label in (bool[])[true, false])
        {
            int count = labels.Count(l => l == label);
            if (count < folds)
                throw new UsageException(
                    $"{folds} folds need {folds} photos of each kind; there are {count} {(label ? "with" : "without")} what is looked "
                        + "for. Lower --folds."
                );
        }
    }

    /// <summary>
    /// The positions of the photos of each part, in random order: where a trainer gives several photos the same score, ML.NET's average
    /// precision takes them in the order of the rows, and folder after folder would favour one class.
    /// </summary>
    public static int[][] Split(IReadOnlyList<bool> labels, int folds, int seed)
    {
        Check(labels, folds);
        var random = new Random(seed);
        int[] positions = [.. Enumerable.Range(0, labels.Count)];
        random.Shuffle(positions);
        int[] byClass = [.. positions.Where(i => labels[i]), .. positions.Where(i => !labels[i])];
        int[][] parts = [.. Enumerable.Range(0, folds).Select(fold => byClass.Where((_, i) => i % folds == fold).ToArray())];
        foreach (int[] part in parts)
            random.Shuffle(part);
        return parts;
    }
}
