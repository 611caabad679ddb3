using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>What a training learns from, or is validated with: some of the samples of a store, with their targets.</summary>
internal sealed class TrainingSamples
{
    private readonly int[] _places;

    public TrainingSamples(SampleStore store, float[] targets, float[]? weights, int[]? places = null)
    {
        Store = store;
        Targets = targets;
        Weights = weights;
        _places = places ?? [.. Enumerable.Range(0, store.Count)];
    }

    public SampleStore Store { get; }

    public int Count => _places.Length;

    /// <summary>The targets of the samples of the store, one after another.</summary>
    public float[] Targets { get; }

    /// <summary>The numbers of a sample's target.</summary>
    public int TargetWidth { get; init; } = 1;

    /// <summary>How much each sample of the store counts.</summary>
    public float[]? Weights { get; }

    /// <summary>The group of each sample of the store, numbered from 0; null if each is by itself.</summary>
    public int[]? Groups { get; init; }

    /// <summary>The target of a sample, by its place in the store.</summary>
    public ReadOnlySpan<float> TargetAt(int place) => Targets.AsSpan(place * TargetWidth, TargetWidth);

    /// <summary>The place in the store of a sample.</summary>
    public int PlaceOf(int sample) => _places[sample];

    /// <summary>The same samples of another reading of the rows.</summary>
    /// <exception cref="InvalidOperationException">There are other rows now.</exception>
    public TrainingSamples Of(TrainingSamples rows) =>
        rows.Targets.AsSpan().SequenceEqual(Targets)
            ? new(rows.Store, rows.Targets, rows.Weights, _places) { TargetWidth = TargetWidth }
            : throw new InvalidOperationException(
                "The data changed while it was read: its rows, their labels or the images that can be read aren't what they were at first."
            );

    /// <summary>Divides the samples: with classes, each class in the same way; with groups, as nearly so as whole groups allow.</summary>
    /// <param name="fraction">
    /// The part that goes to the second, above 0 and below 1. Where it is less than half a sample of every class, classes with two or more
    /// give one until the part is reached.
    /// </param>
    /// <param name="classes">Whether targets are classes.</param>
    /// <param name="seed">What decides which.</param>
    /// <exception cref="ArgumentException">A part would be empty.</exception>
    public (TrainingSamples Larger, TrainingSamples Part) Split(double fraction, bool classes, int seed)
    {
        if (Groups is not null)
            return Parts(DrawGroups(Groups, fraction, classes, seed));
        int[] order = [.. _places];
        int wanted = Math.Max(1, (int)Math.Round(Count * fraction));
        SampleRandom.Shuffle(order, seed, epoch: -1);
        var part = new List<int>();
        int[][] groups = [.. order.GroupBy(p => classes ? Targets[p] : 0).Select(g => g.ToArray())];
        bool isTooSmall = groups.All(g => Math.Round(g.Length * fraction) < 1);
        foreach (int[] members in isTooSmall ? groups.OrderByDescending(g => g.Length) : groups.AsEnumerable())
        {
            int taken = isTooSmall
                ? Math.Min(members.Length - 1, part.Count < wanted ? 1 : 0)
                : Math.Min((int)Math.Round(members.Length * fraction), members.Length - 1);
            part.AddRange(members[..taken]);
        }

        if (part.Count == 0)
        {
            throw new ArgumentException(
                $"{nameof(TrainingOptions.ValidationFraction)} is {fraction}; of {Count} rows with {groups.Length} labels that leaves "
                    + $"none to validate with. Give more rows, or a {nameof(TrainingOptions.ValidationSet)}."
            );
        }

        return Parts([.. part]);
    }

    private HashSet<int> DrawGroups(int[] groups, double fraction, bool classes, int seed)
    {
        int[][] units = [.. _places.GroupBy(p => groups[p]).Select(g => g.ToArray())];
        int[] order = [.. Enumerable.Range(0, units.Length)];
        SampleRandom.Shuffle(order, seed, epoch: -1);
        HashSet<int> chosen = GroupChoice.Draw(units, place => classes ? Targets[place] : 0, fraction, order);
        return chosen.Count > 0
            ? [.. chosen.SelectMany(unit => units[unit])]
            : throw new ArgumentException(
                $"{nameof(TrainingOptions.ValidationFraction)} is {fraction}; of {Count} rows in {units.Length} groups by "
                    + $"{nameof(TrainingOptions.GroupColumnName)} none can be left out to validate with, since each group has all rows of "
                    + $"a class. Give more groups, or a {nameof(TrainingOptions.ValidationSet)}."
            );
    }

    private (TrainingSamples Larger, TrainingSamples Part) Parts(HashSet<int> part)
    {
        return (Of(p => !part.Contains(p)), Of(part.Contains));

        TrainingSamples Of(Func<int, bool> isIn) =>
            new(Store, Targets, Weights, [.. _places.Where(isIn).Order()]) { Groups = Groups, TargetWidth = TargetWidth };
    }
}
