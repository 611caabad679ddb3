namespace MLNet.ConvExtensions.AutoML.Splits;

/// <summary>Divides rows into parts with the classes' shares kept and groups kept whole.</summary>
internal static class GroupSplit
{
    /// <summary>The part of each row.</summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="groups">The group of each row: rows of one group come into the same part.</param>
    /// <param name="shares">The parts' shares of the rows.</param>
    /// <param name="seed">Draws the order in which groups of the same size are placed.</param>
    public static int[] Divide(int[] labels, int[] groups, double[] shares, int seed)
    {
        int classes = labels.Max() + 1;
        var totals = new double[classes];
        foreach (int label in labels)
            totals[label]++;
        int[][] members = [.. Enumerable.Range(0, groups.Length).GroupBy(i => groups[i]).Select(g => g.ToArray())];
        new Random(seed).Shuffle(members);

        var parts = new int[labels.Length];
        var counts = new double[shares.Length, classes];
        var sizes = new double[shares.Length];
        // The large groups first: small ones then even out what these did. Among groups of a size, class by class, so that the parts fill
        // evenly.
        foreach (int[] group in members.OrderByDescending(g => g.Length).ThenBy(g => labels[g[0]]))
        {
            int best = Enumerable.Range(0, shares.Length).MinBy(part => (Cost(part, group), sizes[part] / shares[part]));
            foreach (int row in group)
            {
                parts[row] = best;
                counts[best, labels[row]]++;
                sizes[best]++;
            }
        }

        return parts;

        // How much farther from the classes' even spread the part's squares come.
        double Cost(int part, int[] group)
        {
            double cost = 0;
            foreach (IGrouping<int, int> rows in group.GroupBy(row => labels[row]))
            {
                double added = rows.Count();
                cost += ((2 * counts[part, rows.Key] * added) + (added * added)) / (totals[rows.Key] * shares[part]);
            }

            return Math.Round(cost, 9);
        }
    }

    /// <summary>Rows of part after part.</summary>
    public static int[][] Folds(int[] rows, int[] labels, int[] groups, int folds, int seed)
    {
        int[] parts = Divide(
            [.. rows.Select(r => labels[r])],
            [.. rows.Select(r => groups[r])],
            [.. Enumerable.Repeat(1.0 / folds, folds)],
            seed
        );
        return [.. Enumerable.Range(0, folds).Select(fold => rows.Where((_, i) => parts[i] == fold).ToArray())];
    }

    /// <summary>
    /// A share of the rows, the classes' shares kept, at least one row of each class. Larger shares hold the smaller ones.
    /// </summary>
    public static int[] Subset(int[] rows, int[] labels, double share, int seed)
    {
        var random = new Random(seed);
        var subset = new List<int>();
        foreach (IGrouping<int, int> ofClass in rows.GroupBy(r => labels[r]).OrderBy(g => g.Key))
        {
            int[] shuffled = [.. ofClass];
            random.Shuffle(shuffled);
            subset.AddRange(shuffled.Take(Math.Max(1, (int)Math.Round(share * shuffled.Length))));
        }

        return [.. subset.Order()];
    }
}
