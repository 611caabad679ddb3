using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions;

/// <summary>How an archive of camera traps is read.</summary>
public sealed record CameraTrapOptions
{
    /// <summary>The deployments; null for one in each folder of the archive's first level.</summary>
    public CameraDeployments? Deployments { get; init; }

    /// <summary>Photos of one deployment that are no further apart than this, each from the one before, are one event; 0 or more.</summary>
    public TimeSpan EventGap { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A photo can't be newer than this, in the cameras' local time; null for a day after the newest of the archive's files was written,
    /// since time zones differ.
    /// </summary>
    public DateTime? Latest { get; init; }

    /// <summary>Whether copies are looked for, for which every file is read to its end.</summary>
    public bool FindDuplicates { get; init; } = true;

    /// <summary>A photo with more pixels is a failure: whoever decoded it would need gigabytes. 1 or more.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>
    /// The folder that frames of videos are written to, as JPEG files in a folder of the video's path; it may not lie in the archive. Null:
    /// videos aren't read.
    /// </summary>
    public string? FrameFolder { get; init; }

    /// <summary>Which frames of videos are taken, and by what; one a second if left out.</summary>
    public VideoOptions Video { get; init; } = new();

    /// <summary>
    /// Finds a photo's class in its path relative to the archive, with '/' on every system: what the pattern's first group matches, or the
    /// whole pattern where it has no groups; null for photos without classes.
    /// </summary>
    public Regex? LabelPattern { get; init; }

    /// <summary>Is told of every file that something is wrong with; null for nobody.</summary>
    public ILogger? Logger { get; init; }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate()
    {
        if (EventGap < TimeSpan.Zero)
            throw new ArgumentException($"{nameof(CameraTrapOptions)}.{nameof(EventGap)} is {EventGap:c}; allowed: 0 or more.");
        if (MaxPixels < 1)
            throw new ArgumentException($"{nameof(CameraTrapOptions)}.{nameof(MaxPixels)} is {MaxPixels}; allowed: 1 or more.");
    }
}
