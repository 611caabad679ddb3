namespace MLNet.ConvExtensions;

/// <summary>A camera at one place for one span of time: a 'deployment' of Camtrap DP.</summary>
public sealed record CameraDeployment
{
    /// <summary>What names it, once in an archive.</summary>
    public required string Id { get; init; }

    /// <summary>The place, which may have several deployments; null where it isn't known.</summary>
    public string? Site { get; init; }

    /// <summary>Degrees north, -90 to 90; null where it isn't known.</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees east, -180 to 180; null where it isn't known.</summary>
    public double? Longitude { get; init; }

    /// <summary>When it began, in local time by a right clock.</summary>
    public DateTime? Start { get; init; }

    /// <summary>When it ended, in local time by a right clock.</summary>
    public DateTime? End { get; init; }

    /// <summary>What is added to the times that the camera wrote, where its clock was wrong.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>Its folder, relative to the archive's, with '/' between parts; null where its identifier is its folder.</summary>
    public string? Folder { get; init; }
}
