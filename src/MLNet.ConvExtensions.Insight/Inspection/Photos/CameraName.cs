using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using TagDirectory = MetadataExtractor.Directory;

namespace MLNet.ConvExtensions.Insight.Inspection.Photos;

/// <summary>The camera that a photo was taken with, as its EXIF tags name it.</summary>
internal static class CameraName
{
    /// <returns>Make and model, and the camera's number where that is told; null where the file names no camera.</returns>
    public static string? Of(string path)
    {
        IReadOnlyList<TagDirectory> tags;
        try
        {
            tags = ImageMetadataReader.ReadMetadata(path);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Damaged tags end in exceptions of any kind, and say nothing of the picture.
            return null;
        }

        string? make = Text(tags, ExifDirectoryBase.TagMake),
            model = Text(tags, ExifDirectoryBase.TagModel),
            number = Text(tags, ExifDirectoryBase.TagBodySerialNumber);
        string?[] parts =
        [
            model is not null && make is not null && model.StartsWith(make, StringComparison.OrdinalIgnoreCase) ? null : make,
            model,
            number is null ? null : $"no. {number}",
        ];
        string name = string.Join(' ', parts.OfType<string>());
        return name.Length > 0 ? name : null;
    }

    private static string? Text(IReadOnlyList<TagDirectory> tags, int tag) =>
        tags.OfType<ExifDirectoryBase>()
            .Select(directory => directory.GetString(tag)?.Trim(' ', '\0'))
            .FirstOrDefault(text => text is { Length: > 0 });
}
