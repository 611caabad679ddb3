namespace FineTune;

/// <summary>A photo and what it shows.</summary>
internal sealed record Photo(string ImagePath, string Label)
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    /// <summary>The photos of a folder with a folder for each class.</summary>
    public static IReadOnlyList<Photo> List(string folder) =>
    [
        .. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).SelectMany(kind => Directory.GetFiles(kind)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
            .Select(file => new Photo(file, Path.GetFileName(kind)))),
    ];
}
