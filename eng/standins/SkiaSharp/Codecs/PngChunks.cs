using System.Buffers.Binary;

namespace SkiaSharp;

/// <summary>Looks at a PNG file's chunks: a length, a name of 4 letters, the content and a checksum.</summary>
internal static class PngChunks
{
    private const int FileSignature = 8;
    private const int Name = 4;
    private const int Content = 8;
    private const int Checksum = 4;

    /// <summary>
    /// The file with its last piece of picture shortened to what is there, where it breaks off within one. The library would
    /// otherwise give up all of that piece, which often is the only one.
    /// </summary>
    public static bool TryEndEarly(ReadOnlySpan<byte> file, out byte[] shortened)
    {
        shortened = [];
        long at = FileSignature;
        while (at + Content <= file.Length)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            long next = at + Content + length + Checksum;
            if (next > file.Length)
            {
                int left = chunk.Length - Content;
                if (!chunk[Name..].StartsWith("IDAT"u8) || left == 0)
                    return false;
                shortened = new byte[file.Length + Checksum];
                file.CopyTo(shortened);
                BinaryPrimitives.WriteUInt32BigEndian(shortened.AsSpan((int)at), (uint)Math.Min(left, length));
                return true;
            }

            at = next;
        }

        return false;
    }
}
