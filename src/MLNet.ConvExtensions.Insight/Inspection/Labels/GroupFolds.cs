using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Inspection.Labels;

/// <summary>Divides rows into parts that keep groups whole and the classes' shares.</summary>
internal static class GroupFolds
{
    /// <param name="labels">The class of each row.</param>
    /// <param name="groups">The group of each row.</param>
    /// <param name="count">How many parts.</param>
    /// <param name="seed">What they are drawn by.</param>
    /// <returns>The part of each row, from 0. A class of two groups or more is never in one part alone.</returns>
    public static int[] Draw(int[] labels, int[] groups, int count, int seed)
    {
        var context = new MLContext(seed);
        IDataView rest = context.Data.LoadFromEnumerable(
            labels.Select((label, i) => new Row { Index = i, Label = label, Group = groups[i] })
        );
        var folds = new int[labels.Length];
        int left = Math.Min(count, groups.Distinct().Count());
        for (int fold = 0; left > 1; fold++, left--)
        {
            TrainTestSets sets = context.Data.TrainTestSplitByGroup(rest, 1.0 / left, nameof(Row.Group), nameof(Row.Label), seed);
            rest = sets.TrainSet;
            foreach (int row in rest.GetColumn<int>(nameof(Row.Index)))
                folds[row] = fold + 1;
            if (rest.GetColumn<int>(nameof(Row.Group)).Distinct().Take(2).Count() < 2)
                break;
        }

        return folds;
    }

    private sealed class Row
    {
        public int Index { get; set; }

        public int Label { get; set; }

        public int Group { get; set; }
    }
}
