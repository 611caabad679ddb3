using MLNet.ConvExtensions.Insight.Inspection.Copies;

namespace MLNet.ConvExtensions.Insight.Inspection;

/// <summary>Copies as clusters, and which photo of each is to be kept.</summary>
internal static class CopyClusters
{
    public static IReadOnlyList<ImageCopies> Of(IReadOnlyList<InspectedImage> images, IReadOnlyList<ImageCopy> copies, Groups groups)
    {
        ILookup<int, ImageCopy> pairs = copies.ToLookup(c => groups.Of(c.Image));
        Dictionary<string, int> splits = images.Where(i => i.Split is not null).CountBy(i => i.Split!).ToDictionary();
        return
        [
            .. pairs
                .OrderBy(p => p.Key)
                .Select(cluster =>
                {
                    int[] members = [.. cluster.SelectMany(c => (int[])[c.Image, c.Original]).Distinct().Order()];
                    string[] labels = Distinct(members.Select(i => images[i].Label));
                    return new ImageCopies(members, [.. cluster])
                    {
                        Labels = labels,
                        Splits = Distinct(members.Select(i => images[i].Split)),
                        Kept = Keep(images, [.. cluster], members, labels.Length > 1, splits),
                    };
                }),
        ];
    }

    /// <summary>
    /// Of contradicting labels the most probable one is kept; of several parts of the data the smallest, which is the one that judges; then
    /// what isn't a crop, and then the most pixels.
    /// </summary>
    private static int? Keep(
        IReadOnlyList<InspectedImage> images,
        ImageCopy[] pairs,
        int[] members,
        bool hasContradiction,
        Dictionary<string, int> splits
    )
    {
        if (hasContradiction && !Array.Exists(members, i => images[i].LabelProbability is not null))
            return null;
        HashSet<int> crops = [.. pairs.Where(p => p.Area < 1).Select(p => p.Image)];
        return members
            .OrderByDescending(i => hasContradiction ? images[i].LabelProbability ?? -1 : 0)
            .ThenBy(i => images[i].Split is { } split ? splits[split] : 0)
            .ThenBy(crops.Contains)
            .ThenByDescending(i => (long)images[i].Statistics!.Width * images[i].Statistics!.Height)
            .ThenByDescending(i => images[i].Statistics!.FileBytes)
            .ThenBy(i => i)
            .First();
    }

    private static string[] Distinct(IEnumerable<string?> values) => [.. values.OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}
