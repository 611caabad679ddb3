using MLNet.ConvExtensions.CameraTraps.Formats.Tables;

namespace MLNet.ConvExtensions;

/// <summary>
/// Photos as a CSV file with a row for each, which spreadsheets read: <c>file,predicted,probability</c>, where and when it was taken, its
/// event, the category, confidence and box of its surest detection, how many there are of its class, why it couldn't be read, and a column
/// for each class.
/// </summary>
public static class CameraTrapCsv
{
    /// <summary>Begins such a file.</summary>
    /// <param name="file">The file; one that exists is replaced when the writer is complete.</param>
    /// <param name="classes">The classes that have a column each.</param>
    /// <param name="categories">Which classes mean a blank photo; null for the usual ones.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static CameraTrapWriter Create(string file, IReadOnlyList<string> classes, ClassCategories? categories = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        ArgumentNullException.ThrowIfNull(classes);
        return new PhotoTableWriter(file, classes, categories ?? new ClassCategories());
    }

    /// <summary>Reads the photos of such a file, as they are asked for.</summary>
    /// <param name="file">The file.</param>
    /// <param name="categories">Which classes mean a blank photo; null for the usual ones.</param>
    /// <returns>The photos in the file's order, with the surest detection of each.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">It isn't such a file: the message names line and column.</exception>
    public static IEnumerable<CameraTrapImage> Read(string file, ClassCategories? categories = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return PhotoTableReader.Read(file, categories ?? new ClassCategories());
    }
}
