using MLNet.ConvExtensions.CameraTraps.Formats.MegaDetector;

namespace MLNet.ConvExtensions;

/// <summary>
/// The results format of MegaDetector, version 1.6, which Timelapse, AddaxAI and MegaDetector's own tools read:
/// https://lila.science/megadetector-output-format. It holds files, times, sizes, detections with their boxes and classes, and why a file
/// couldn't be read; of a video the frames that were looked at.
/// </summary>
public static class MegaDetectorFile
{
    /// <summary>Begins such a file.</summary>
    /// <param name="file">The file; one that exists is replaced when the writer is complete.</param>
    /// <param name="header">What it says of itself; null for nothing.</param>
    /// <returns>The writer. A detection without a box gets one of the whole photo, since without a box no program shows it.</returns>
    /// <exception cref="ArgumentException">The header has a wrong value, or a class named like a category.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static CameraTrapWriter Create(string file, MegaDetectorHeader? header = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return new MegaDetectorWriter(file, header ?? new MegaDetectorHeader());
    }

    /// <summary>Reads what such a file says of itself.</summary>
    /// <param name="file">The file.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">It isn't such a file: the message names the line, or the field.</exception>
    public static MegaDetectorHeader ReadHeader(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return new MegaDetectorReader(file).Header;
    }

    /// <summary>Reads the photos of such a file, as they are asked for.</summary>
    /// <param name="file">The file.</param>
    /// <returns>
    /// The photos in the file's order, a video as its frames. Where the file names no detector, a box of the whole photo is none.
    /// Categories that the file doesn't list mean no detection, as the format has it.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">It isn't such a file: the message names the line, or the photo, the detection and the
    /// field.</exception>
    public static IEnumerable<CameraTrapImage> Read(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return new MegaDetectorReader(file).Images();
    }
}
