using MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

namespace MLNet.ConvExtensions;

/// <summary>
/// Camtrap DP 1.0.2, in which camera trap data are published (https://camtrap-dp.tdwg.org): a folder with datapackage.json,
/// deployments.csv, media.csv and observations.csv. Detections are observations at the level of media; events, where there are any, are
/// observations of their own.
/// </summary>
public static class CamtrapPackage
{
    /// <summary>The version that is written.</summary>
    public const string Version = "1.0.2";

    /// <summary>Begins a package.</summary>
    /// <param name="folder">The folder; its four files are replaced when the writer is complete, and what else is in it stays.</param>
    /// <param name="options">What the package says of its project.</param>
    /// <returns>
    /// The writer. It refuses photos without a deployment of the options, with one whose latitude or longitude isn't known, and without a
    /// time. A detection without a box has none there.
    /// </returns>
    /// <exception cref="ArgumentException">An option is missing or wrong: the message names it, and what is allowed.</exception>
    /// <exception cref="IOException">The folder can't be written.</exception>
    public static CameraTrapWriter Create(string folder, CamtrapOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        return new CamtrapWriter(folder, options);
    }

    /// <summary>Reads the photos of a package. Its observations are in memory meanwhile.</summary>
    /// <param name="folder">The folder, or its datapackage.json.</param>
    /// <param name="timeZone">
    /// The zone in which photos are told their local time; null for the local time that each timestamp has.
    /// </param>
    /// <returns>
    /// The photos in the order of the media, with the observations at their level; where a person observed something, what machines
    /// observed is left out. Animals are called by their scientific names.
    /// </returns>
    /// <exception cref="FileNotFoundException">A file isn't there.</exception>
    /// <exception cref="FormatException">It isn't such a package: the message names file, line and column.</exception>
    public static IEnumerable<CameraTrapImage> Read(string folder, TimeZoneInfo? timeZone = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new CamtrapReader(folder, timeZone).Images();
    }

    /// <summary>Reads the deployments of a package.</summary>
    /// <param name="folder">The folder, or its datapackage.json.</param>
    /// <param name="timeZone">The zone of the local times; null for the local time that each timestamp has.</param>
    /// <returns>The deployments in the file's order.</returns>
    /// <exception cref="FileNotFoundException">A file isn't there.</exception>
    /// <exception cref="FormatException">It isn't such a package: the message names file, line and column.</exception>
    public static IReadOnlyList<CameraDeployment> ReadDeployments(string folder, TimeZoneInfo? timeZone = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new CamtrapReader(folder, timeZone).Deployments();
    }
}
