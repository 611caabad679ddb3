using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>
/// The names and paths of images, whatever their classes. Images of a folder are named by their path from there, with '/' on every system,
/// and sorted; those of a CSV file as it writes them, and lines are taken as they are.
/// </summary>
internal sealed class ImageSource(ImagesArgument input)
{
    private readonly ImageFolder? _folder = input.IsFolder ? new ImageFolder(input.Argument, input.MoreExtensions) : null;

    /// <summary>What the folder held; nothing of a list.</summary>
    public ImageFolderSummary Summary => _folder?.Summary ?? new ImageFolderSummary();

    public ImagesArgument Input => input;

    /// <summary>
    /// Lists the images without holding those of a folder, or of lines, in memory.
    /// </summary>
    /// <param name="folder">Takes the list and what sorting needs.</param>
    /// <param name="mayBeEmpty">Whether no image is no error.</param>
    /// <exception cref="ImageInputException">There are none.</exception>
    public ImageList List(string folder, bool mayBeEmpty = false)
    {
        IEnumerable<string> names = _folder is null ? Listed() : PathSorter.Sort(_folder.EnumerateNames(), folder);
        var list = ImageList.Create(Path.Combine(folder, "images"), names);
        return list.Count > 0 || mayBeEmpty ? list : throw Nothing();
    }

    /// <summary>The names of all images, in memory.</summary>
    /// <exception cref="ImageInputException">There are none.</exception>
    public string[] Read()
    {
        string[] names = [.. _folder?.EnumerateNames().Order(StringComparer.Ordinal) ?? Listed()];
        return names.Length > 0 ? names : throw Nothing();
    }

    /// <summary>The path of an image by its name in the list.</summary>
    public string PathOf(string name) =>
        _folder is not null ? Path.Combine(input.Argument, name)
        : input.IsTable ? Path.Combine(Path.GetDirectoryName(input.Argument) ?? "", name)
        : name;

    private IEnumerable<string> Listed()
    {
        if (!input.IsTable)
            return input.Lines();
        ImageListOptions columns = input.Columns(hasLabels: false);
        IDataView list = new MLContext().Data.LoadImageList(input.Argument, columns);
        return list.GetColumn<string>(ImagesArgument.ColumnOf(list, columns.FileColumnName)!);
    }

    private ImageInputException Nothing()
    {
        string allowed = string.Join(", ", ImageFolder.Extensions);
        return new ImageInputException(
            _folder is not null
                ? $"{input.Name} holds no image; allowed are files ending in {allowed}. {Summary.DescribeLeftOut()}".TrimEnd()
                : $"{input.Name} names no image; it should have a path in each line."
        );
    }
}
