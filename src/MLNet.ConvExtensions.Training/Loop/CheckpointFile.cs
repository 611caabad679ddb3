using System.Security.Cryptography;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>A file with a checkpoint: a mark, the contents' length, their SHA-256, the contents.</summary>
internal static class CheckpointFile
{
    private static readonly byte[] Mark = "MLConvCheckpoint3\n"u8.ToArray();
    private static readonly byte[][] EarlierMarks = ["MLConvCheckpoint1\n"u8.ToArray(), "MLConvCheckpoint2\n"u8.ToArray()];

    /// <summary>Finds out whether a checkpoint can be written, before there is something to lose.</summary>
    /// <exception cref="CheckpointException">It can't.</exception>
    public static void Check(string path) =>
        Attempt(
            path,
            0,
            temporary =>
            {
                using (new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None)) { }

                File.Delete(temporary);
            }
        );

    /// <summary>Writes a checkpoint under a temporary name and renames it, so that the file before stays whole whatever happens.</summary>
    /// <exception cref="CheckpointException">It couldn't be written; the file before is as it was.</exception>
    public static void Write(string path, byte[] contents) =>
        Attempt(
            path,
            contents.Length,
            temporary =>
            {
                using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
                {
                    file.Write(Mark);
                    file.Write(BitConverter.GetBytes((long)contents.Length));
                    file.Write(SHA256.HashData(contents));
                    file.Write(contents);
                    file.Flush(flushToDisk: true);
                }

                File.Move(temporary, path, overwrite: true);
            }
        );

    /// <summary>Reads a checkpoint's contents.</summary>
    /// <exception cref="CheckpointException">The file is no checkpoint, or is damaged.</exception>
    public static byte[] Read(string path)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"The checkpoint '{path}' can't be read: {e.Message}", e);
        }

        if (EarlierMarks.Any(mark => file.AsSpan().StartsWith(mark)))
        {
            throw new CheckpointException(
                $"The checkpoint '{path}' was written by an earlier version, which kept less of a training than this one needs. End "
                    + "that training with the version that began it, or "
                    + $"name another file, or set {nameof(CheckpointOptions)}.{nameof(CheckpointOptions.Resume)} to false to start over."
            );
        }

        int head = Mark.Length + sizeof(long) + SHA256.HashSizeInBytes;
        if (file.Length < Mark.Length || !file.AsSpan(0, Mark.Length).SequenceEqual(Mark))
            throw new CheckpointException(
                $"The file '{path}' is no checkpoint of a training. Name another file, or set "
                    + $"{nameof(CheckpointOptions)}.{nameof(CheckpointOptions.Resume)} to false to write over it."
            );
        if (file.Length < head || BitConverter.ToInt64(file, Mark.Length) != file.Length - head)
            throw Damaged($"it has {file.Length:N0} bytes, which is not the length that it was written with");
        byte[] contents = file[head..];
        if (!SHA256.HashData(contents).AsSpan().SequenceEqual(file.AsSpan(head - SHA256.HashSizeInBytes, SHA256.HashSizeInBytes)))
            throw Damaged("its contents are not those that were written");
        return contents;

        CheckpointException Damaged(string why) =>
            new($"The checkpoint '{path}' is damaged: {why}. Take a copy of it that is whole, or delete it to start over.");
    }

    private static void Attempt(string path, int length, Action<string> write)
    {
        if (Directory.Exists(path))
            throw new CheckpointException($"The checkpoint is to be '{path}', which is a folder; allowed: a file's name.");
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            write(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            TryDelete(temporary);
            string before = File.Exists(path) ? "The checkpoint that was there before is as it was" : "There was none before";
            throw new CheckpointException(
                $"The checkpoint '{path}' couldn't be written ({length:N0} bytes): {e.Message} {before}. Free some space or name "
                    + "another file, and run again to resume.",
                e
            );
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // What matters is why the writing failed.
        }
    }
}
