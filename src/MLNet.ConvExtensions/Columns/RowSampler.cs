namespace MLNet.ConvExtensions.Columns;

/// <summary>Cuts rows into parts and draws samples of them, by a seed, whole groups at a time where there are groups.</summary>
/// <param name="rows"></param>
/// <param name="groups">The group of each row, numbered from 0; null if each row is its own.</param>
/// <param name="seed"></param>
internal sealed class RowSampler(int rows, int[]? groups, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>The part of each row: parts are of about the same size, and classes spread evenly over them.</summary>
    /// <param name="count"></param>
    /// <param name="classes">The class of each row; null if there are none.</param>
    /// <exception cref="ArgumentException">There are fewer rows, or groups, than parts.</exception>
    public int[] Parts(int count, double[]? classes)
    {
        int[][] units = Units();
        if (units.Length < count)
        {
            throw new ArgumentException(
                groups is null
                    ? $"There are {rows} rows, which can't be cut into {count} folds."
                    : $"There are {units.Length} groups of rows, which can't be cut into {count} folds."
            );
        }

        // Class by class, and the large groups first, always to the part that has the fewest rows of the class, then the fewest rows.
        int[] parts = new int[rows];
        var sizes = new int[count];
        foreach (IGrouping<double, int[]> ofClass in units.GroupBy(u => classes?[u[0]] ?? 0).OrderBy(g => g.Key))
        {
            var sizesOfClass = new int[count];
            foreach (int[] unit in Shuffled(ofClass).OrderByDescending(u => u.Length))
            {
                int part = Enumerable.Range(0, count).MinBy(p => (sizesOfClass[p], sizes[p]));
                sizesOfClass[part] += unit.Length;
                sizes[part] += unit.Length;
                foreach (int row in unit)
                    parts[row] = part;
            }
        }

        return parts;
    }

    /// <summary>Which rows are held out: about a share of them, of every class.</summary>
    public bool[] HeldOut(double share, double[]? classes)
    {
        bool[] held = new bool[rows];
        double owed = 0;
        foreach (IGrouping<double, int[]> ofClass in Units().GroupBy(u => classes?[u[0]] ?? 0).OrderBy(g => g.Key))
        {
            foreach (int[] unit in Shuffled(ofClass))
            {
                owed += share * unit.Length;
                if (owed < unit.Length / 2.0)
                    continue;
                owed -= unit.Length;
                foreach (int row in unit)
                    held[row] = true;
            }
        }

        return held;
    }

    /// <summary>How often each row comes in a sample that is drawn with replacement.</summary>
    public int[] Bootstrap(double fraction)
    {
        int[][] units = Units();
        int[] counts = new int[rows];
        int draws = Math.Max(1, (int)Math.Round(fraction * units.Length));
        for (int i = 0; i < draws && units.Length > 0; i++)
        {
            foreach (int row in units[_random.Next(units.Length)])
                counts[row]++;
        }

        return counts;
    }

    /// <summary>What is never torn apart: rows, or the rows of a group.</summary>
    private int[][] Units() =>
        groups is null
            ? [.. Enumerable.Range(0, rows).Select(r => new[] { r })]
            : [.. Enumerable.Range(0, rows).GroupBy(r => groups[r]).Select(g => g.ToArray())];

    private int[][] Shuffled(IEnumerable<int[]> units)
    {
        int[][] shuffled = [.. units];
        _random.Shuffle(shuffled);
        return shuffled;
    }
}
