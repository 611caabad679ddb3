using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;

namespace MLNet.ConvExtensions.Data;

/// <summary>
/// Reads CIFAR-10 in the forms that it is passed on in: the original binary batches, or a folder, or an archive of one, with <c>train</c>
/// and <c>test</c> and a folder for each class in them.
/// </summary>
internal static class CifarFolder
{
    private const int Side = 32,
        RecordBytes = 1 + (3 * Side * Side);

    private static readonly string[] Parts = ["train", "test"];

    private static readonly string[] Names = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>The images of a part as encoded files, with the names of their classes; and the classes of both parts together.</summary>
    /// <exception cref="FileNotFoundException">The folder has none of the forms.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static (IEnumerable<(byte[] Image, string Label)> Images, IEnumerable<string> Classes) Read(string folder, bool train)
    {
        string part = train ? Parts[0] : Parts[1];
        string[] batches = train ? [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")] : ["test_batch.bin"];
        string? binary = new[] { folder, Path.Combine(folder, "cifar-10-batches-bin") }.FirstOrDefault(f =>
            File.Exists(Path.Combine(f, batches[0]))
        );
        if (binary is not null)
            return (batches.SelectMany(b => ReadBatch(Path.Combine(binary, b))), Names);
        if (Directory.Exists(Path.Combine(folder, part)))
            return (
                ReadFolder(Path.Combine(folder, part)),
                Parts.Select(p => Path.Combine(folder, p)).Where(Directory.Exists).SelectMany(ClassFolders).Select(f => Path.GetFileName(f))
            );
        string? archive = Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*.tar.gz").Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
        return archive is null
            ? throw new FileNotFoundException(
                $"The folder '{folder}' has no CIFAR-10; allowed: {batches[0]} and the other binary batches, a folder '{part}' with a "
                    + "folder for each class, or a .tar.gz of such folders.",
                Path.Combine(folder, batches[0])
            )
            : ReadArchive(archive, part);
    }

    private static IEnumerable<(byte[] Image, string Label)> ReadFolder(string folder) =>
        ClassFolders(folder)
            .SelectMany(label =>
                Directory
                    .GetFiles(label)
                    .Where(IsImage)
                    .Order(StringComparer.Ordinal)
                    .Select(file => (File.ReadAllBytes(file), Path.GetFileName(label)))
            );

    private static IEnumerable<string> ClassFolders(string folder) =>
        Directory.GetDirectories(folder).Where(f => !ImageFolder.IsHidden(Path.GetFileName(f))).Order(StringComparer.Ordinal);

    private static bool IsImage(string path) => ImageFolder.IsImage(path) && !ImageFolder.IsHidden(Path.GetFileName(path));

    private static (IEnumerable<(byte[] Image, string Label)> Images, IEnumerable<string> Classes) ReadArchive(string path, string part)
    {
        var images = new SortedDictionary<string, (byte[], string)>(StringComparer.Ordinal);
        var classes = new HashSet<string>();
        try
        {
            using FileStream file = File.OpenRead(path);
            using var plain = new GZipStream(file, CompressionMode.Decompress);
            using var tar = new TarReader(plain);
            while (tar.GetNextEntry() is { } entry)
            {
                string[] names = entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries);
                if (
                    entry.DataStream is null
                    || names.Length < 3
                    || !Parts.Contains(names[^3])
                    || ImageFolder.IsHidden(names[^2])
                    || !IsImage(names[^1])
                )
                    continue;
                classes.Add(names[^2]);
                if (names[^3] != part)
                    continue;
                using var memory = new MemoryStream();
                entry.DataStream.CopyTo(memory);
                images[$"{names[^2]}/{names[^1]}"] = (memory.ToArray(), names[^2]);
            }
        }
        catch (Exception e)
            when (e
                    is InvalidDataException
                        or EndOfStreamException
                        or FormatException
                        or OverflowException
                        or ArgumentException
                        or InvalidOperationException
            )
        {
            throw new InvalidDataException($"The archive '{path}' is damaged: {e.Message}", e);
        }

        return images.Count > 0
            ? (images.Values, classes)
            : throw new InvalidDataException($"The archive '{path}' has no images in '{part}/CLASS/'.");
    }

    private static IEnumerable<(byte[] Image, string Label)> ReadBatch(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0 || bytes.Length % RecordBytes != 0)
            throw new InvalidDataException(
                $"The file '{path}' has {bytes.Length:N0} bytes; a batch of CIFAR-10 has {RecordBytes} for each image."
            );
        for (int at = 0; at < bytes.Length; at += RecordBytes)
        {
            if (bytes[at] >= Names.Length)
                throw new InvalidDataException(
                    $"The file '{path}' has the label {bytes[at]} in record {at / RecordBytes}; allowed: 0 to {Names.Length - 1}."
                );
            yield return (Bitmap(bytes.AsSpan(at + 1, RecordBytes - 1)), Names[bytes[at]]);
        }
    }

    /// <summary>Planes of red, green and blue as a bitmap file, which loses nothing: blue first, the lowest row first.</summary>
    private static byte[] Bitmap(ReadOnlySpan<byte> planes)
    {
        const int head = 54;
        var file = new byte[head + planes.Length];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), head);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), Side);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), Side);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        for (int pixel = 0; pixel < Side * Side; pixel++)
        {
            int row = Side - 1 - (pixel / Side),
                to = head + (3 * ((row * Side) + (pixel % Side)));
            for (int channel = 0; channel < 3; channel++)
                file[to + 2 - channel] = planes[(channel * Side * Side) + pixel];
        }

        return file;
    }
}
