namespace MLNet.ConvExtensions.Stages.LinearProbe;

/// <summary>Rows in folds: each class is spread evenly, and groups stay whole.</summary>
internal sealed class ProbeFolds
{
    private readonly int[] _folds;

    private ProbeFolds(int[] folds, int count) => (_folds, Count) = (folds, count);

    public int Count { get; }

    /// <param name="labels">The rows' classes, from 0; -1 for rows that are in no fold.</param>
    /// <param name="groups">The rows' groups.</param>
    /// <param name="options">The number of folds and the seed.</param>
    /// <exception cref="ArgumentException">There are fewer than two classes of two groups.</exception>
    public static ProbeFolds Draw(int[] labels, int[] groups, LinearProbeOptions options)
    {
        int[][] ofClasses =
        [
            .. Enumerable
                .Range(0, labels.Length)
                .Where(r => labels[r] >= 0)
                .GroupBy(r => labels[r])
                .OrderBy(g => g.Key)
                .Select(g => g.Select(r => groups[r]).Distinct().ToArray()),
        ];
        int count = Math.Min(options.NumberOfFolds, ofClasses.Length == 0 ? 0 : ofClasses.Min(c => c.Length));
        if (ofClasses.Length < 2 || count < 2)
            throw new ArgumentException(
                $"Column '{options.LabelColumnName}' has {ofClasses.Length} classes with rows, the smallest of "
                    + $"{(ofClasses.Length == 0 ? 0 : ofClasses.Min(c => c.Length))} "
                    + $"{(options.GroupColumnName is null ? "rows" : "groups")}; needed: two classes or more, of two or more each."
            );
        var random = new Random(options.Seed);
        var foldOf = new Dictionary<int, int>();
        int next = 0;
        foreach (int[] ofClass in ofClasses)
        {
            random.Shuffle(ofClass);
            foreach (int group in ofClass)
            {
                if (foldOf.TryAdd(group, next % count))
                    next++;
            }
        }

        return new ProbeFolds([.. labels.Select((label, row) => label < 0 ? -1 : foldOf[groups[row]])], count);
    }

    /// <summary>How often each row comes in a fold: once or not at all.</summary>
    public int[] Of(int fold) => [.. _folds.Select(f => f == fold ? 1 : 0)];

    /// <summary>How often each row comes in all other folds together.</summary>
    public int[] Others(int fold) => [.. _folds.Select(f => f >= 0 && f != fold ? 1 : 0)];
}
