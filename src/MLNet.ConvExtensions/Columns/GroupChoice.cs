namespace MLNet.ConvExtensions.Columns;

/// <summary>Chooses whole groups of rows that together have about a fraction of the rows of every class.</summary>
internal static class GroupChoice
{
    // Less than any gain that is one, and more than errors of rounding.
    private const double LeastGain = 1e-9;

    /// <param name="groups">The rows of each group.</param>
    /// <param name="classOf">The class of a row.</param>
    /// <param name="fraction">The fraction, above 0 and below 1.</param>
    /// <param name="order">The groups in the order in which they are tried.</param>
    /// <returns>
    /// The groups that were chosen. Each class has a row in the others, and in these where that is possible; none where each group has all
    /// rows of a class.
    /// </returns>
    public static HashSet<int> Draw<TClass>(int[][] groups, Func<int, TClass> classOf, double fraction, int[] order)
        where TClass : notnull
    {
        (TClass Class, int Count)[][] counts = [.. groups.Select(group => group.CountBy(classOf).Select(c => (c.Key, c.Value)).ToArray())];
        Dictionary<TClass, int> totals = groups.SelectMany(group => group).CountBy(classOf).ToDictionary(),
            taken = totals.ToDictionary(t => t.Key, _ => 0);
        var chosen = new HashSet<int>();

        // Each group is tried, as long as choosing it or letting it go brings the classes nearer.
        for (bool isBetter = true; isBetter; )
        {
            isBetter = false;
            foreach (int group in order)
            {
                bool isChosen = chosen.Contains(group);
                if (!(isChosen || IsFree(group)) || Gain(group, isChosen) <= LeastGain)
                    continue;
                Move(group, isChosen);
                isBetter = true;
            }
        }

        // A class whose groups are all larger than its fraction gives the smallest.
        foreach (TClass missing in totals.Keys.Where(c => taken[c] == 0).ToArray())
        {
            int? smallest = order
                .Where(group => taken[missing] == 0 && IsFree(group) && counts[group].Any(c => c.Class.Equals(missing)))
                .Cast<int?>()
                .MinBy(group => groups[group!.Value].Length);
            if (smallest is { } found)
                Move(found, isChosen: false);
        }

        return chosen;

        bool IsFree(int group) => !chosen.Contains(group) && counts[group].All(c => taken[c.Class] + c.Count < totals[c.Class]);

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
                chosen.Remove(group);
            else
                chosen.Add(group);
            foreach ((TClass ofClass, int count) in counts[group])
                taken[ofClass] += isChosen ? -count : count;
        }
    }
}
