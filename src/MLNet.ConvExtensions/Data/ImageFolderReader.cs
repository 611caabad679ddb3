using Microsoft.Extensions.Logging;
using Microsoft.ML;

namespace MLNet.ConvExtensions.Data;

/// <summary>Makes rows of a folder's images.</summary>
internal sealed class ImageFolderReader(string path, ImageFolderOptions options)
{
    private readonly ImageFolder _folder = new(path);

    // One string for each class and group, however many images have it.
    private readonly Dictionary<string, string> _texts = [];

    public ImageFolderSummary Summary => _folder.Summary;

    /// <exception cref="ImageInputException">There is no image, or one without a class.</exception>
    public IDataView Read()
    {
        string[] names = [.. _folder.EnumerateNames()];
        // The order of the characters' codes, the same on every machine.
        Array.Sort(names, StringComparer.Ordinal);
        if (names.Length == 0)
        {
            string allowed = string.Join(", ", ImageFolder.Extensions),
                leftOut = Summary.DescribeLeftOut();
            throw new ImageInputException(
                $"The folder '{path}' holds no image; allowed are files ending in {allowed}. {leftOut}".TrimEnd()
            );
        }

        var columns = new List<(string, Func<int, string>)> { (options.ImageColumnName, row => _folder.PathOf(names[row])) };
        if (options.LabelColumnName is { } label)
            columns.Add((label, Of(Labels(names))));
        if (options.GroupPattern is not null)
            columns.Add((options.GroupColumnName, Of(Groups(names))));
        options.Logger?.LogInformation(
            "The folder '{Folder}' has {Images} images. {LeftOut}",
            path,
            names.Length,
            Summary.DescribeLeftOut()
        );
        return new TextTable(names.Length, columns);
    }

    private static Func<int, string> Of(string[] values) => row => values[row];

    private string[] Labels(string[] names)
    {
        if (options.LabelPattern is { } pattern)
        {
            return
            [
                .. names.Select(name =>
                    Once(
                        ImagePattern.Find(pattern, name)
                            ?? throw new ImageInputException(
                                $"The image '{name}' of the folder '{path}' has no class: the pattern of classes '{pattern}' finds none "
                                    + "in its path."
                            )
                    )
                ),
            ];
        }

        string[] outside = [.. names.Where(name => !name.Contains('/'))];
        if (outside.Length == 0)
            return [.. names.Select(name => Once(name[..name.IndexOf('/', StringComparison.Ordinal)]))];
        string which =
            outside.Length == names.Length
                ? "none in a folder of its class"
                : $"{outside.Length} of them outside of the class folders, the first '{outside[0]}'";
        throw new ImageInputException($"The folder '{path}' holds {names.Length} images, {which}; a folder for each class is needed.");
    }

    private string[] Groups(string[] names)
    {
        int unmatched = 0;
        string[] groups =
        [
            .. names.Select(name =>
            {
                string? group = ImagePattern.Find(options.GroupPattern!, name);
                unmatched += group is null ? 1 : 0;
                return Once(group ?? name);
            }),
        ];
        if (unmatched == names.Length)
        {
            throw new ImageInputException(
                $"The pattern of groups '{options.GroupPattern}' matches none of the {names.Length} images of the folder '{path}', "
                    + $"such as '{names[0]}'."
            );
        }

        if (unmatched > 0)
        {
            options.Logger?.LogWarning(
                "{Count} images don't match the pattern of groups '{Pattern}'; each is a group of its own.",
                unmatched,
                options.GroupPattern
            );
        }

        return groups;
    }

    private string Once(string text)
    {
        if (!_texts.TryGetValue(text, out string? first))
            _texts.Add(text, first = text);
        return first;
    }
}
