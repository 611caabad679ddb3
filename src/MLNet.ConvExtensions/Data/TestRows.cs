using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Data;

/// <summary>Chooses the rows to judge by: whole groups, of each class the same share.</summary>
internal static class TestRows
{
    /// <param name="data">The rows.</param>
    /// <param name="fraction">The share of the rows that is chosen.</param>
    /// <param name="group">The column of groups; null where each row is its own.</param>
    /// <param name="label">The column of classes; null for none.</param>
    /// <param name="seed">What is drawn by.</param>
    /// <returns>Whether a row is chosen, for each row.</returns>
    /// <exception cref="ArgumentException">A column isn't there, or nothing can be divided.</exception>
    public static bool[] Choose(IDataView data, double fraction, string? group, string? label, int seed)
    {
        (List<object> groups, List<object> labels) = Read(data, group, label);
        int[][] units = [.. Enumerable.Range(0, groups.Count).GroupBy(row => groups[row]).Select(g => g.ToArray())];
        int[] order = [.. Enumerable.Range(0, units.Length)];
        new Random(seed).Shuffle(order);
        var chosen = new bool[groups.Count];
        foreach (int unit in GroupChoice.Draw(units, row => labels[row], fraction, order))
        {
            foreach (int row in units[unit])
                chosen[row] = true;
        }

        return chosen.Contains(true) ? chosen : throw new ArgumentException(Undivided(groups.Count, units.Length, group, label));
    }

    /// <summary>The group and the class of each row; an object of its own where there is no group.</summary>
    private static (List<object> Groups, List<object> Labels) Read(IDataView data, string? group, string? label)
    {
        DataViewSchema.Column? ofGroups = group is null ? null : ColumnValues.Find(data, group, "group");
        DataViewSchema.Column? ofLabels = label is null ? null : ColumnValues.Find(data, label, "label");
        IEnumerable<DataViewSchema.Column> needed = new[] { ofGroups, ofLabels }.OfType<DataViewSchema.Column>().DistinctBy(c => c.Index);
        using DataViewRowCursor cursor = data.GetRowCursor(needed);
        Func<object>? groupOf = ofGroups is { } g ? ColumnValues.Reader(cursor, g) : null;
        Func<object> labelOf = ofLabels is { } l ? ColumnValues.Reader(cursor, l) : () => "";
        var groups = new List<object>();
        var labels = new List<object>();
        while (cursor.MoveNext())
        {
            object? value = groupOf?.Invoke();
            groups.Add(value is null || IsMissing(value, ofGroups!.Value.Type) ? new object() : value);
            labels.Add(labelOf());
        }

        return (groups, labels);
    }

    private static bool IsMissing(object value, DataViewType type) =>
        value switch
        {
            string text => text.Length == 0,
            float number => float.IsNaN(number),
            double number => double.IsNaN(number),
            _ => type is KeyDataViewType && Convert.ToUInt64(value, null) == 0,
        };

    private static string Undivided(int rows, int units, string? group, string? label)
    {
        string found = group is null ? $"{rows} rows" : $"{rows} rows in {units} group{(units == 1 ? "" : "s")} by '{group}'";
        string needed = (group is null ? "two rows or more" : "two groups or more") + (label is null ? "" : $" of a class of '{label}'");
        return $"The data have {found}, which can't be split: needed are {needed}.";
    }
}
