using System.Security.Cryptography;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>Puts the parts of a table together. The parts stay.</summary>
internal static class TableMerge
{
    /// <summary>Whether a file is a part of a table with rows of text.</summary>
    public static bool IsPart(string file) => File.Exists(TablePart.FileOf(file));

    /// <param name="output">The file to write.</param>
    /// <param name="parts">The files of the parts, in their order.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>The rows of the table.</returns>
    /// <exception cref="IOException">A part is missing, damaged, or of another job.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static long Write(string output, IReadOnlyList<string> parts, CancellationToken stop)
    {
        TablePart[] described = [.. parts.Select(TablePart.Read)];
        Check(parts, described);
        WholeFile.Write(
            output,
            temporary =>
            {
                using FileStream merged = File.Create(temporary);
                for (int i = 0; i < parts.Count; i++)
                {
                    if (stop.IsCancellationRequested)
                        throw new OperationCanceledException("Stopped. The parts are as they were: the same command starts over.");
                    Append(merged, parts[i], described[i].Table, withHead: i == 0);
                }

                merged.Flush(flushToDisk: true);
            }
        );
        return described[0].Part.All;
    }

    private static void Check(IReadOnlyList<string> files, TablePart[] parts)
    {
        long next = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Job != parts[0].Job || parts[i].Tool != parts[0].Tool)
                throw new IOException(
                    $"The parts '{files[0]}' and '{files[i]}' were made in different ways: by other models, options or versions of mlconv."
                );
            if (parts[i].Part.First != next || parts[i].Part.List != parts[0].Part.List)
                throw new IOException(
                    $"The part '{files[i]}' was made of another list of images than the part before it; run the commands of all parts again."
                );
            next += parts[i].Part.Count;
        }

        if (next != parts[0].Part.All)
            throw new IOException($"The parts of '{files[^1]}' are not all of its job; run the commands of all parts again.");
    }

    private static void Append(FileStream merged, string file, string expected, bool withHead)
    {
        using FileStream part = File.OpenRead(file);
        if (Convert.ToHexStringLower(SHA256.HashData(part)) != expected)
            throw new IOException($"The part '{file}' is damaged or was changed; run its command again.");
        part.Position = withHead ? 0 : AfterHead(part);
        part.CopyTo(merged);
    }

    /// <summary>Where the rows begin: after the first line break that isn't within quotes.</summary>
    private static long AfterHead(FileStream part)
    {
        part.Position = 0;
        bool quoted = false;
        for (int next = part.ReadByte(); next >= 0; next = part.ReadByte())
        {
            quoted ^= next == '"';
            if (next == '\n' && !quoted)
                break;
        }

        return part.Position;
    }
}
