using System.Buffers.Binary;

namespace MLNet.ConvExtensions.Imaging;

/// <summary>Reads how an image is to be turned from the first directory of a TIFF structure, which is what EXIF data are.</summary>
internal static class ExifOrientation
{
    public const int Upright = 1;

    private const int EntryLength = 12,
        OrientationTag = 0x0112,
        TypeShort = 3;

    /// <summary>Finds an orientation, 1 to 8: the first that is one number in that range. <see cref="Upright"/> where there is none.</summary>
    /// <param name="tiff">The structure, of either byte order.</param>
    /// <param name="orientation">The orientation.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryFind(ReadOnlySpan<byte> tiff, out int orientation)
    {
        orientation = Upright;
        bool little = tiff is [(byte)'I', (byte)'I', ..];
        if (tiff.Length < 8 || !(little || tiff is [(byte)'M', (byte)'M', ..]))
            return false;
        uint start = Long(tiff[4..], little);
        if (start > tiff.Length - 2)
            return false;
        ReadOnlySpan<byte> directory = tiff[(int)start..];
        int count = Short(directory, little);
        directory = directory[2..];
        for (int i = 0; i < count && directory.Length >= EntryLength; i++, directory = directory[EntryLength..])
        {
            if (
                Short(directory, little) != OrientationTag
                || Short(directory[2..], little) != TypeShort
                || Long(directory[4..], little) != 1
            )
                continue;
            if (Short(directory[8..], little) is not (>= 1 and <= 8 and int found))
                continue;
            orientation = found;
            return true;
        }

        return false;
    }

    private static int Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Long(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
