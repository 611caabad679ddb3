using System.Globalization;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>
/// How good a model is in each group, the worst first: a mean over all images hides an animal or a camera that it fails on.
/// </summary>
internal static class GroupReport
{
    private const int Most = 20;

    /// <param name="output">Takes the report.</param>
    /// <param name="measure">What is measured, with a capital.</param>
    /// <param name="groups">The groups, the worst first.</param>
    public static void Write(TextWriter output, string measure, IReadOnlyList<GroupValue> groups)
    {
        double mean = groups.Average(g => g.Value);
        string shown = groups.Count > Most ? $"; the {Most} worst:" : "";
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{measure} by group: mean {mean:0.0000} of {groups.Count} groups{shown}")
        );
        foreach (GroupValue group in groups.Take(Most))
        {
            string images = group.Images == 1 ? "image " : "images";
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  {group.Value:0.0000}  {group.Images, 6} {images}  {group.Name}")
            );
        }
    }
}
