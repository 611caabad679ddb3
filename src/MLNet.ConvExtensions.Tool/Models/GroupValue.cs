namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>How good a model is on images that belong together.</summary>
internal sealed record GroupValue(string Name, int Images, double Value)
{
    /// <summary>The mean of what each image of a group comes to, the worst group first; null where there are no groups.</summary>
    /// <param name="images">The images.</param>
    /// <param name="measure">What an image comes to.</param>
    /// <param name="isHigherBetter">Whether a low value is a bad one.</param>
    public static IReadOnlyList<GroupValue>? Of(IReadOnlyList<JudgedImage> images, Func<JudgedImage, double> measure, bool isHigherBetter)
    {
        if (images.All(i => i.Group is null))
            return null;
        return
        [
            .. images
                .GroupBy(i => i.Group!)
                .Select(g => new GroupValue(g.Key, g.Count(), g.Average(measure)))
                .OrderBy(g => isHigherBetter ? g.Value : -g.Value)
                .ThenByDescending(g => g.Images)
                .ThenBy(g => g.Name, StringComparer.Ordinal),
        ];
    }
}
