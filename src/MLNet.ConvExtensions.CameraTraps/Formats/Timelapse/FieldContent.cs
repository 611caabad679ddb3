namespace MLNet.ConvExtensions.CameraTraps.Formats.Timelapse;

/// <summary>What fields of a template can hold.</summary>
internal static class FieldContent
{
    public const string Class = "class",
        Category = "category",
        Probability = "probability",
        Count = "count",
        Event = "event",
        Deployment = "deployment",
        Site = "site",
        Failure = "failure",
        Blank = "blank";

    // csharpier-ignore - a table
    private static readonly string[] Known = [Class, Category, Probability, Count, Event, Deployment, Site, Failure, Blank];

    /// <summary>Whether it is a flag that says whether a photo is of a class.</summary>
    public static bool IsFlagOfClass(string content) => !Known.Contains(content);

    /// <exception cref="ArgumentException">A field is named twice, or is to hold what isn't known.</exception>
    public static void Require(TimelapseOptions options)
    {
        if (options.Fields.FirstOrDefault(f => string.IsNullOrWhiteSpace(f.Name)) is { Content: not null } nameless)
            throw new ArgumentException($"A field of the template that holds '{nameless.Content}' has no name.");
        if (options.Fields.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw new ArgumentException($"The template's field '{twice}' is named twice; needed: fields of different names.");
        if (options.Fields.FirstOrDefault(f => TimelapseWriter.Fixed.Contains(f.Name)).Name is { } taken)
            throw new ArgumentException($"The template's field '{taken}' is written in any case; leave it out.");
        if (
            options.Fields.FirstOrDefault(f => IsFlagOfClass(f.Content) && !options.Classes.Contains(f.Content)) is
            { Content: not null } unknown
        )
        {
            string classes = options.Classes.Count == 0 ? "" : $", or a class: {string.Join(", ", options.Classes.Take(20))}";
            throw new ArgumentException(
                $"The template's field '{unknown.Name}' is to hold '{unknown.Content}'; allowed: {string.Join(", ", Known)}{classes}."
            );
        }
    }
}
