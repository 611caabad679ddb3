using System.Text.Json;

namespace MLNet.ConvExtensions.Insight.Inspection.Pages;

/// <summary>What kinds of findings are called.</summary>
internal static class FindingText
{
    /// <summary>The name in tables: <c>wrong-label</c>.</summary>
    public static string Name(ImageFindingKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>The heading of its photos.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="hasClasses">Whether the photos have classes.</param>
    public static string Heading(ImageFindingKind kind, bool hasClasses) =>
        kind switch
        {
            ImageFindingKind.Unreadable => "Photos that can't be read",
            ImageFindingKind.WrongLabel => "Likely wrong labels",
            ImageFindingKind.Duplicate => hasClasses ? "Copies within a class" : "Copies",
            ImageFindingKind.Contradiction => "Copies with different labels",
            ImageFindingKind.Leak => "Leaks: copies in different parts of the data",
            ImageFindingKind.Empty => "Empty photos",
            ImageFindingKind.Outlier => "Photos unlike all others",
            ImageFindingKind.Blurred => "Blurred photos",
            ImageFindingKind.Dark => "Dark photos",
            ImageFindingKind.Bright => "Bright photos",
            ImageFindingKind.Small => "Small photos",
            ImageFindingKind.OddShape => "Odd shapes",
            _ => "Classes that can't be judged",
        };

    /// <summary>What a reader is to make of it.</summary>
    public static string Explanation(ImageFindingKind kind) =>
        kind switch
        {
            ImageFindingKind.Unreadable => "Missing, or no whole image. Every other command stops at them, or leaves them out.",
            ImageFindingKind.WrongLabel =>
                "A classifier that learned from other photos alone is confident of another class. Look at each: some are hard photos with right labels.",
            ImageFindingKind.Duplicate => "They count double in training, and make a test too easy where one copy is on each side.",
            ImageFindingKind.Contradiction => "At most one of the labels is right.",
            ImageFindingKind.Leak => "What is tested has been learned by heart. A cleaned list keeps the copy in the smaller part.",
            ImageFindingKind.Empty => "Nearly one color: a covered lens, or a failed download.",
            ImageFindingKind.Outlier => "Far from their nearest neighbors: rare views, or photos that don't belong here.",
            ImageFindingKind.Blurred => "No sharp edge anywhere.",
            ImageFindingKind.Dark => "Even the brightest parts are dark.",
            ImageFindingKind.Bright => "Even the darkest parts are bright.",
            ImageFindingKind.Small => "Networks see them enlarged.",
            ImageFindingKind.OddShape => "Networks cut or squeeze them to a square.",
            _ => "Nothing is left to learn from when their photos are judged.",
        };
}
