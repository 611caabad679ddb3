namespace MLNet.ConvExtensions.Insight.Inspection.Labels;

/// <summary>Divides rows into parts that keep groups whole and, as far as groups allow, the classes' shares.</summary>
internal static class GroupFolds
{
    /// <param name="labels">The class of each row, from 0.</param>
    /// <param name="groups">The group of each row.</param>
    /// <param name="count">How many parts; fewer where there are fewer groups.</param>
    /// <param name="seed">What the order of groups of one size is drawn by.</param>
    /// <returns>The part of each row, from 0.</returns>
    public static int[] Draw(int[] labels, int[] groups, int count, int seed)
    {
        int[][] members = [.. Enumerable.Range(0, labels.Length).GroupBy(row => groups[row]).Select(g => g.ToArray())];
        new Random(seed).Shuffle(members);
        count = Math.Min(count, members.Length);
        int[] folds = new int[labels.Length],
            sizes = new int[count],
            totals = new int[labels.Max() + 1];
        foreach (int label in labels)
            totals[label]++;
        var counts = new int[count, totals.Length];
        // The large groups first, since small ones even out what these did.
        foreach (int[] group in members.OrderByDescending(g => g.Length))
        {
            int best = Enumerable.Range(0, count).MinBy(fold => (Added(fold, group), sizes[fold]));
            foreach (int row in group)
            {
                folds[row] = best;
                counts[best, labels[row]]++;
            }

            sizes[best] += group.Length;
        }

        return folds;

        // How much the squares of the classes' shares grow, which are least where all parts have the same of each class.
        double Added(int fold, int[] group) =>
            group.CountBy(row => labels[row]).Sum(c => ((2.0 * counts[fold, c.Key]) + c.Value) * c.Value / totals[c.Key]);
    }
}
