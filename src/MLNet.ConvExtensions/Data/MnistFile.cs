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
        byte[] bytes = ReadAll(path);
        int head = 4 + (4 * axes);
        if (bytes.Length < head || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != 8 || bytes[3] != axes)
            throw new InvalidDataException(
                $"The file '{path}' doesn't begin as an MNIST file of {axes} sizes: "
                    + $"{Convert.ToHexString(bytes.AsSpan(0, Math.Min(4, bytes.Length)))} instead of 000008{axes:X2}."
            );
        int[] sizes = [.. Enumerable.Range(0, axes).Select(i => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + (4 * i))))];
        long count = sizes.Aggregate(1L, (a, b) => a * b);
        if (sizes.Any(s => s <= 0) || count != bytes.Length - head)
            throw new InvalidDataException(
                $"The file '{path}' is damaged: it says {string.Join(" x ", sizes)} = {count:N0} bytes, and has {bytes.Length - head:N0}."
            );
        return (sizes, bytes[head..]);
    }

    private static byte[] ReadAll(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var memory = new MemoryStream();
            plain.CopyTo(memory);
            return memory.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"The file '{path}' can't be unpacked: {e.Message}", e);
        }
    }
}
