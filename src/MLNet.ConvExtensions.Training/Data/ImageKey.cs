using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>What an image is found by again: half of a SHA-256 each, 0 for none.</summary>
/// <param name="Source">The file's full name, length and time, so that a file that was looked at before needn't be read.</param>
/// <param name="Content">The bytes of the encoded image.</param>
internal readonly record struct ImageKey(UInt128 Source, UInt128 Content)
{
    /// <summary>The key of a file by its name, length and time; of none where it isn't there.</summary>
    public static ImageKey OfFile(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? new(Hash(Encoding.UTF8.GetBytes($"{file.FullName}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}")), default)
            : default;
    }

    /// <summary>The same source with what it holds.</summary>
    public ImageKey With(ReadOnlySpan<byte> encoded) => this with { Content = Hash(encoded) };

    public static UInt128 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
