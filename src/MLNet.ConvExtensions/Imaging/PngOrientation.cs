using System.Buffers.Binary;

namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// Reads how a PNG is to be turned, out of its eXIf chunk (PNG 3rd edition, 11.3.5.4), which SkiaSharp 2.88 leaves alone.
/// </summary>
internal static class PngOrientation
{
    private const int SignatureLength = 8,
        ChunkOverhead = 12;

    /// <summary>The EXIF orientation, 1 to 8; 1 where the file has none, or none that can be read.</summary>
    public static int Of(ReadOnlySpan<byte> png)
    {
        ReadOnlySpan<byte> rest = png.Length > SignatureLength ? png[SignatureLength..] : [];
        while (rest.Length >= ChunkOverhead)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkOverhead)
                return ExifOrientation.Upright;
            if (rest[4..8].SequenceEqual("eXIf"u8))
            {
                ExifOrientation.TryFind(rest.Slice(8, (int)length), out int orientation);
                return orientation;
            }

            rest = rest[((int)length + ChunkOverhead)..];
        }

        return ExifOrientation.Upright;
    }
}
