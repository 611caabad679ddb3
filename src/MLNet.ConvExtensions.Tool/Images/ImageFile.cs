namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>A line of the manifest: an image that is done.</summary>
internal sealed record ImageFile
{
    public required string Path { get; init; }

    /// <summary>Bytes of the file before it was read; null: there was no such file.</summary>
    public long? Size { get; init; }

    /// <summary>When the file was last written, before it was read.</summary>
    public DateTime? Time { get; init; }

    /// <summary>Bytes of its row in the output; 0 if it was left out.</summary>
    public int Bytes { get; init; }

    /// <summary>Why it was left out; null if it wasn't.</summary>
    public string? Skipped { get; init; }

    /// <summary>A file as it is now.</summary>
    public static ImageFile Now(string name, string path)
    {
        var file = new FileInfo(path);
        // A link stays as it was when what it leads to changes.
        if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        return file.Exists
            ? new ImageFile
            {
                Path = name,
                Size = file.Length,
                Time = file.LastWriteTimeUtc,
            }
            : new ImageFile { Path = name };
    }

    public bool IsSameFile(ImageFile other) => Path == other.Path && Size == other.Size && Time == other.Time;
}
