using System.Globalization;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>
/// How often a classifier is right in each group, the worst first: a mean over all images hides an animal or a camera that it fails on.
/// </summary>
internal static class GroupReport
{
    private const int Most = 20;

    /// <param name="output">Takes the report.</param>
    /// <param name="groups">The group of each image.</param>
    /// <param name="right">Whether each image was told right.</param>
    public static void Write(TextWriter output, string[] groups, bool[] right)
    {
        (string Name, double Accuracy, int Count)[] all =
        [
            .. groups
                .Zip(right)
                .GroupBy(i => i.First)
                .Select(g => (g.Key, g.Average(i => i.Second ? 1.0 : 0), g.Count()))
                .OrderBy(g => g.Item2)
                .ThenByDescending(g => g.Item3)
                .ThenBy(g => g.Key, StringComparer.Ordinal),
        ];
        double mean = all.Average(g => g.Accuracy);
        string shown = all.Length > Most ? $"; the {Most} worst:" : "";
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Accuracy by group: mean {mean:0.0000} of {all.Length} groups{shown}")
        );
        foreach ((string name, double accuracy, int count) in all.Take(Most))
        {
            string images = count == 1 ? "image " : "images";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {accuracy:0.0000}  {count, 6} {images}  {name}"));
        }
    }
}
