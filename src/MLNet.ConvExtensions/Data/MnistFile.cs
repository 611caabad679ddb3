using System.Buffers.Binary;
using System.IO.Compression;

namespace MLNet.ConvExtensions.Data;

/// <summary>
/// Reads files of the MNIST format: a magic number with the number of sizes, the sizes as big-endian numbers, then bytes; gzipped or not.
/// </summary>
internal static class MnistFile
{
    /// <summary>Whether the folder has the file, gzipped or not.</summary>
    public static bool Exists(string folder, string name) =>
        File.Exists(Path.Combine(folder, name + ".gz")) || File.Exists(Path.Combine(folder, name));

    /// <exception cref="InvalidDataException">The file is no such file, or is damaged.</exception>
    public static (int[] Sizes, byte[] Values) Read(string folder, string name, int axes)
    {
        string path = Path.Combine(folder, name + ".gz");
        if (!File.Exists(path))
            path = Path.Combine(folder, name);
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"The folder '{folder}' has neither '{name}.gz' nor '{name}'; needed: the four files of MNIST or Fashion-MNIST.",
                path
            );
        using FileStream file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        int length = 4 + (4 * axes);
        byte[] head = ReadUpTo(length, plain, path);
        if (head.Length < length || head[0] != 0 || head[1] != 0 || head[2] != 8 || head[3] != axes)
            throw new InvalidDataException(
                $"The file '{path}' doesn't begin as an MNIST file of {axes} sizes: "
                    + $"{Convert.ToHexString(head.AsSpan(0, Math.Min(4, head.Length)))} instead of 000008{axes:X2}."
            );
        int[] sizes = [.. Enumerable.Range(0, axes).Select(i => BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4 + (4 * i))))];
        string promise = $"The file '{path}' is damaged: it says {string.Join(" x ", sizes)}";
        int count = CountOf(sizes) ?? throw new InvalidDataException($"{promise} bytes; allowed: 1 to {Array.MaxLength:N0} in all.");
        // One byte more than there should be tells a file that is too long, without unpacking all of it.
        byte[] values = ReadUpTo(count + 1L, plain, path);
        return values.Length == count
            ? (sizes, values)
            : throw new InvalidDataException(
                $"{promise} = {count:N0} bytes, and has {(values.Length > count ? "more" : $"{values.Length:N0}")}."
            );
    }

    private static int? CountOf(int[] sizes)
    {
        long count = 1;
        foreach (int size in sizes)
        {
            if (size <= 0 || (count *= size) >= Array.MaxLength)
                return null;
        }

        return (int)count;
    }

    /// <summary>So many bytes, or those that are there: memory is taken as they come, whatever the file's header promises.</summary>
    private static byte[] ReadUpTo(long length, Stream plain, string path)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[(int)Math.Min(length, 1 << 16)];
        try
        {
            for (int read; length > 0 && (read = plain.Read(buffer, 0, (int)Math.Min(length, buffer.Length))) > 0; length -= read)
                memory.Write(buffer, 0, read);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"The file '{path}' can't be unpacked: {e.Message}", e);
        }

        return memory.ToArray();
    }
}
