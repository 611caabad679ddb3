namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Divides samples without tearing groups apart.</summary>
internal static class GroupSplit
{
    // Less than any gain that is one, and more than errors of rounding.
    private const double LeastGain = 1e-9;

    /// <summary>Chooses whole groups that together have about a fraction of the samples of every class.</summary>
    /// <param name="places">The samples' places in their store.</param>
    /// <param name="groups">The group of each place.</param>
    /// <param name="classOf">The class of a place.</param>
    /// <param name="fraction">The fraction, above 0 and below 1.</param>
    /// <param name="seed">What decides the order in which groups are tried.</param>
    /// <returns>The places of the groups that were chosen. Each class keeps one or more of the others.</returns>
    /// <exception cref="ArgumentException">No group can be chosen.</exception>
    public static HashSet<int> Draw(IReadOnlyList<int> places, int[] groups, Func<int, float> classOf, double fraction, int seed)
    {
        int[][] all = [.. places.GroupBy(p => groups[p]).Select(g => g.ToArray())];
        int[] order = [.. Enumerable.Range(0, all.Length)];
        SampleRandom.Shuffle(order, seed, epoch: -1);
        (float Class, int Count)[][] counts = [.. all.Select(group => group.CountBy(classOf).Select(c => (c.Key, c.Value)).ToArray())];
        Dictionary<float, int> totals = places.CountBy(classOf).ToDictionary(),
            taken = totals.ToDictionary(t => t.Key, _ => 0);

        var chosen = new HashSet<int>();
        // Each group is tried, as long as choosing it or letting it go brings the classes nearer.
        for (bool isBetter = true; isBetter; )
        {
            isBetter = false;
            foreach (int group in order)
            {
                bool isChosen = chosen.Contains(all[group][0]);
                if (!(isChosen || IsFree(group)) || Gain(group, isChosen) <= LeastGain)
                    continue;
                Move(group, isChosen);
                isBetter = true;
            }
        }

        // Where each is far larger than the fraction, the one that comes nearest.
        if (chosen.Count == 0 && order.Where(IsFree).Cast<int?>().MaxBy(g => Gain(g!.Value, isChosen: false)) is int nearest)
            Move(nearest, isChosen: false);
        return chosen.Count > 0
            ? chosen
            : throw new ArgumentException(
                $"{nameof(TrainingOptions.ValidationFraction)} is {fraction}; of {places.Count} rows in {all.Length} groups by "
                    + $"{nameof(TrainingOptions.GroupColumnName)} "
                    + "none can be left out to validate with, since each group has all rows of a class. Give more groups, or a "
                    + $"{nameof(TrainingOptions.ValidationSet)}."
            );

        bool IsFree(int group) => counts[group].All(c => taken[c.Class] + c.Count < totals[c.Class]);

        // How much nearer to the fraction of each class the chosen ones come, as squares relative to the class.
        double Gain(int group, bool isChosen) =>
            counts[group]
                .Sum(c =>
                {
                    double missing = (fraction * totals[c.Class]) - taken[c.Class],
                        left = missing - (isChosen ? -c.Count : c.Count);
                    return ((missing * missing) - (left * left)) / totals[c.Class];
                });

        void Move(int group, bool isChosen)
        {
            if (isChosen)
                chosen.ExceptWith(all[group]);
            else
                chosen.UnionWith(all[group]);
            foreach ((float ofClass, int count) in counts[group])
                taken[ofClass] += isChosen ? -count : count;
        }
    }
}
