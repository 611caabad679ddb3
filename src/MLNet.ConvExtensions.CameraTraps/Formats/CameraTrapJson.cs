using MLNet.ConvExtensions.CameraTraps.Formats.Json;

namespace MLNet.ConvExtensions;

/// <summary>
/// Photos with all that is known of them as JSON: the names of <see cref="CameraTrapImage"/> and its parts, beginning with small letters. A
/// file that ends in .jsonl has a photo in each line, any other is a list of them.
/// </summary>
public static class CameraTrapJson
{
    /// <summary>Begins such a file.</summary>
    /// <param name="file">The file; one that exists is replaced when the writer is complete.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static CameraTrapWriter Create(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return new RecordWriter(file);
    }

    /// <summary>Reads the photos of such a file, as they are asked for.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The photos in the file's order.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">It isn't such a file: the message names the line, or the photo and the field.</exception>
    public static IEnumerable<CameraTrapImage> Read(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return RecordReader.Read(file);
    }
}
