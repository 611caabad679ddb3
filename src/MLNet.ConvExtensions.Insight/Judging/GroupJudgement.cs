namespace MLNet.ConvExtensions;

/// <summary>How often a model is right on photos that belong together: those of a camera, a site or a folder.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Photos">How many they are.</param>
/// <param name="Accuracy">How often the model is right.</param>
public sealed record GroupJudgement(string Name, int Photos, MetricInterval Accuracy)
{
    /// <summary>The groups of photos, the worst first.</summary>
    internal static IReadOnlyList<GroupJudgement> Of(IEnumerable<JudgedPhoto> photos) =>
        [
            .. photos
                .Where(p => p.Group is not null)
                .GroupBy(p => p.Group!)
                .Select(g => new GroupJudgement(g.Key, g.Count(), MetricInterval.OfShare(g.Count(p => p.IsRight), g.Count())))
                .OrderBy(g => g.Accuracy.Value)
                .ThenByDescending(g => g.Photos)
                .ThenBy(g => g.Name, StringComparer.Ordinal),
        ];
}
