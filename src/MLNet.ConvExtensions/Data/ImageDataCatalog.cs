using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Data;

namespace Microsoft.ML;

/// <summary>Images in folders and lists as data.</summary>
public static class ImageDataCatalog
{
    /// <summary>Loads the images of a folder, which has a folder for each class unless the options say otherwise.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The folder; images may lie in folders of any depth.</param>
    /// <param name="options">What the classes are, and how columns are called; null for the defaults.</param>
    /// <returns>
    /// A row for each image, in the order of their paths by the characters' codes, which is the same on every system: 'ImagePath', the
    /// full path, and 'Label', the class, both text.
    /// </returns>
    /// <remarks>
    /// The folder is listed here; no image is opened. Images are told by their names: see <see cref="ImageFolder"/> for what is left out.
    /// How many images there are and how much was left out is told to <see cref="ImageFolderOptions.Logger"/>, and given by the other
    /// overload.
    /// </remarks>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ImageInputException">The folder holds no image; an image is in no folder of a class, or the pattern of classes
    /// finds none in its path.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static IDataView LoadImageFolder(this DataOperationsCatalog catalog, string path, ImageFolderOptions? options = null) =>
        catalog.LoadImageFolder(path, out _, options);

    /// <summary>Loads the images of a folder, and tells what the folder held.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The folder; images may lie in folders of any depth.</param>
    /// <param name="summary">How many images there are, and how much was left out.</param>
    /// <param name="options">What the classes are, and how columns are called; null for the defaults.</param>
    /// <returns>A row for each image, as <see cref="LoadImageFolder(DataOperationsCatalog, string, ImageFolderOptions)"/> has it.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ImageInputException">The folder holds no image; an image is in no folder of a class, or the pattern of classes
    /// finds none in its path.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static IDataView LoadImageFolder(
        this DataOperationsCatalog catalog,
        string path,
        out ImageFolderSummary summary,
        ImageFolderOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var reader = new ImageFolderReader(path, options ?? new ImageFolderOptions());
        IDataView data = reader.Read();
        summary = reader.Summary;
        return data;
    }

    /// <summary>
    /// Loads the images that a CSV file lists: UTF-8, quoted by RFC 4180, with a first line that names the columns, such as
    /// <c>file,label,animal</c>.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file. Paths in it are relative to its own folder.</param>
    /// <param name="options">What the file's columns are called; null for 'file' and 'label'.</param>
    /// <returns>
    /// A row for each of the file's, in its order: 'ImagePath', the full path, 'Label', the class, 'Group' where a column of groups is
    /// named, and the file's own columns under their
    /// own names, all of them text.
    /// </returns>
    /// <remarks>The file is read here; no image is opened, and one that isn't there is found out by the stage that reads it.</remarks>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">The file has not these columns; a line has another number of values than the first, no image, no
    /// class, or a quote that is out of place. The message names line and column.</exception>
    public static IDataView LoadImageList(this DataOperationsCatalog catalog, string path, ImageListOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new ImageListReader(path, options ?? new ImageListOptions()).Read();
    }
}
