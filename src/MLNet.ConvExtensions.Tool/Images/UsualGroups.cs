using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>
/// What belongs together in a list of images where nobody said so: photos of one place look alike, with the same background and the same
/// animals, and on both sides of a split they make a model look better than it is anywhere else.
/// </summary>
internal static class UsualGroups
{
    /// <summary>The value of <c>--group-column</c> by which every image is on its own.</summary>
    public const string None = "none";

    // The wider first: a site has deployments, where animals come by, an event each time. Names of Camtrap DP and of 'mlconv archive'.
    private static readonly (string Group, string[] Columns)[] Known =
    [
        ("site", ["site", "locationID", "locationName"]),
        ("deployment", ["deployment", "deploymentID"]),
        ("animal", ["animal", "individual", "individualID"]),
        ("event", ["event", "eventID", "burst"]),
    ];

    /// <summary>Finds the column of a list that keeps images together.</summary>
    /// <param name="input">Where the images are; lists in CSV have such columns.</param>
    /// <param name="list">All columns of the list.</param>
    /// <param name="output">Is told what is kept together.</param>
    /// <param name="error">Takes a warning where images are to be split one by one in spite of such a column.</param>
    /// <returns>The images with that column; as they were where there is none.</returns>
    public static ImagesArgument Find(ImagesArgument input, IDataView list, TextWriter output, TextWriter error)
    {
        bool isRefused = input.GroupColumn == None;
        if (isRefused)
            input = input with { GroupColumn = null };
        else if (input.GroupColumn is not null)
            return input;
        if (Widest(list) is not var (group, column, count))
            return input;
        if (isRefused)
        {
            error.WriteLine(
                $"mlconv: Every image counts for itself, though {input.Name} has {count} values of '{column}': images of one {group} on "
                    + "both sides of a split make a model look better than it is on others."
            );
            return input;
        }

        output.WriteLine(
            FormattableString.Invariant(
                $"Images belong together by column '{column}', {count} values: those of one {group} stay on one side of every split. "
            ) + $"--group-column names another column, or {None}."
        );
        return input with { GroupColumn = column };
    }

    private static (string Group, string Column, int Count)? Widest(IDataView list)
    {
        foreach ((string group, string[] columns) in Known)
        {
            foreach (DataViewSchema.Column column in list.Schema)
            {
                if (!columns.Contains(column.Name, StringComparer.OrdinalIgnoreCase) || column.Type is not TextDataViewType)
                    continue;
                string[] values = [.. list.GetColumn<string>(column.Name).Where(v => v.Length > 0)];
                int count = values.Distinct().Count();
                if (count > 1 && count < values.Length)
                    return (group, column.Name, count);
            }
        }

        return null;
    }
}
