namespace MLNet.ConvExtensions;

/// <summary>A photo, or a frame of a video, of an archive, and what its file says of itself.</summary>
public sealed record CameraTrapMedia
{
    /// <summary>The file, relative to the archive's folder, with '/' between parts.</summary>
    public required string File { get; init; }

    /// <summary>The deployment that it was taken in; null where it isn't known.</summary>
    public string? Deployment { get; init; }

    /// <summary>The deployment's place; null where it isn't known.</summary>
    public string? Site { get; init; }

    /// <summary>When it was taken, in the camera's local time and corrected by the deployment's clock offset; null where the file doesn't say.</summary>
    public DateTime? Timestamp { get; init; }

    /// <summary>Who made the camera.</summary>
    public string? CameraMake { get; init; }

    /// <summary>The camera's model.</summary>
    public string? CameraModel { get; init; }

    /// <summary>The camera's serial number.</summary>
    public string? CameraSerial { get; init; }

    /// <summary>Whether the flash, or the infrared lamp, fired.</summary>
    public bool? FlashFired { get; init; }

    /// <summary>The temperature that the camera measured, in degrees Celsius.</summary>
    public double? TemperatureCelsius { get; init; }

    /// <summary>The width of the upright image in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>The height of the upright image in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>The number of the frame in its video, from 0; null for a photo.</summary>
    public int? Frame { get; init; }

    /// <summary>What names the event that it belongs to; null where events weren't formed.</summary>
    public string? Event { get; init; }

    /// <summary>The earlier file with the same content; null for the first of its content.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>Why it could not be read; null where it could.</summary>
    public string? Failure { get; init; }
}
