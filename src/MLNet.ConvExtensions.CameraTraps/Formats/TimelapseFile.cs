using MLNet.ConvExtensions.CameraTraps.Formats.Timelapse;

namespace MLNet.ConvExtensions;

/// <summary>
/// CSV files that Timelapse imports and exports: File, RelativePath (with backslashes, as Windows has them), DateTime and the fields of a
/// template, of a photo in each row.
/// </summary>
public static class TimelapseFile
{
    /// <summary>Begins such a file.</summary>
    /// <param name="file">The file; one that exists is replaced when the writer is complete.</param>
    /// <param name="options">The template's fields; null for Species, Probability, Count and Failure.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="ArgumentException">A field is named twice, or is to hold what isn't known.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static CameraTrapWriter Create(string file, TimelapseOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return new TimelapseWriter(file, options ?? new TimelapseOptions());
    }

    /// <summary>Reads the photos of such a file, as they are asked for.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">The template's fields; null for Species, Probability, Count and Failure.</param>
    /// <returns>
    /// The photos in the file's order. The class of a photo is what its field says, or the class whose flag is true; an empty field is no
    /// class, and such a photo has a failure, 'no label', if it has no other. A date and a time in two columns are read, too.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">It isn't such a file: the message names line and column.</exception>
    public static IEnumerable<CameraTrapImage> Read(string file, TimelapseOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return TimelapseReader.Read(file, options ?? new TimelapseOptions());
    }
}
