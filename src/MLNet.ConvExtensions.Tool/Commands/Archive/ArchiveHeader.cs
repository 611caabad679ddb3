namespace MLNet.ConvExtensions.Tool.Commands.Archive;

/// <summary>The first line of the journal: what was read of the files, which the lines behind it depend on.</summary>
internal sealed record ArchiveHeader
{
    /// <summary>The version of the lines' form.</summary>
    public required int ArchiveJournal { get; init; }

    /// <summary>The archive's folder.</summary>
    public required string Folder { get; init; }

    public required long MaxPixels { get; init; }

    /// <summary>Where the frames of videos went; null where videos weren't read.</summary>
    public string? Frames { get; init; }

    public double? FramesPerSecond { get; init; }

    /// <summary>Whether the files' contents were read.</summary>
    public required bool Duplicates { get; init; }
}
