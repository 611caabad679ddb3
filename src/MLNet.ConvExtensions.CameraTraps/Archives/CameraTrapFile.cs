namespace MLNet.ConvExtensions;

/// <summary>A file of an archive as it was found: before its deployment is known, and with the time that the camera wrote.</summary>
public sealed record CameraTrapFile
{
    /// <summary>What the file says of itself. Its time isn't corrected, and it has no deployment, event or duplicate.</summary>
    public required CameraTrapMedia Media { get; init; }

    /// <summary>Bytes of the file, or of the link, as its folder lists it; null where it couldn't be opened.</summary>
    public long? Length { get; init; }

    /// <summary>When it was last written, in UTC, as its folder lists it; null where it couldn't be opened.</summary>
    public DateTime? LastWritten { get; init; }

    /// <summary>Of a video, when each of its frames is shown, in seconds from its beginning; null for a photo.</summary>
    public IReadOnlyList<double>? Frames { get; init; }

    /// <summary>
    /// XXH128 of the length and all bytes, in hexadecimal digits, by which copies are told; null for a file that couldn't be read, and
    /// where copies aren't looked for.
    /// </summary>
    public string? ContentHash { get; init; }
}
