using System.Buffers.Binary;

namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// What the header of an ordinary JPEG file says (ITU-T T.81, annex B): 8 bits, grey or of three colours, with Huffman codes, and without
/// anything between its segments. Other files are left to SkiaSharp, which says what is wrong with those that can't be decoded.
/// </summary>
/// <param name="Width">The width as it is stored.</param>
/// <param name="Height">The height as it is stored.</param>
/// <param name="Orientation">How EXIF says that it is to be turned, 1 to 8.</param>
internal readonly record struct JpegHeader(int Width, int Height, int Orientation)
{
    private const byte Baseline = 0xC0,
        Extended = 0xC1,
        Progressive = 0xC2,
        HuffmanTables = 0xC4,
        FirstRestart = 0xD0,
        LastRestart = 0xD7,
        EndOfImage = 0xD9,
        StartOfScan = 0xDA,
        QuantizationTables = 0xDB,
        RestartInterval = 0xDD,
        FirstApplication = 0xE0,
        Exif = 0xE1,
        LastApplication = 0xEF,
        Comment = 0xFE;

    private const int MostComponents = 3,
        Coefficients = 64,
        MostScans = 100,
        ExifStart = 6,
        LeastExif = 14;

    /// <summary>Reads the header of an ordinary file.</summary>
    /// <returns>False for a file that is in any way unusual, or no JPEG.</returns>
    public static bool TryRead(ReadOnlySpan<byte> file, out JpegHeader header)
    {
        header = new JpegHeader(0, 0, ExifOrientation.Upright);
        if (file is not [0xFF, 0xD8, 0xFF, ..])
            return false;
        bool turned = false;
        Frame frame = default;
        int at = 2;
        while (TryReadSegment(file, ref at, out byte marker, out ReadOnlySpan<byte> segment))
        {
            switch (marker)
            {
                case Baseline or Extended or Progressive when frame.Components == 0:
                    if (!Frame.TryRead(segment, marker == Progressive, out frame))
                        return false;
                    header = header with { Width = frame.Width, Height = frame.Height };
                    break;
                case Exif when !turned && segment.Length >= LeastExif && segment.StartsWith("Exif\0"u8):
                    turned = ExifOrientation.TryFind(segment[ExifStart..], out int orientation);
                    header = header with { Orientation = orientation };
                    break;
                case StartOfScan:
                    return frame.Components > 0 && (!frame.IsProgressive || IsWhole(file, at, segment, frame));
                case HuffmanTables or QuantizationTables or RestartInterval or Comment or (>= FirstApplication and <= LastApplication):
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the scans of a progressive file give all bits of all coefficients. Where some are missing, decoders guess, each version its
    /// own way.
    /// </summary>
    private static bool IsWhole(ReadOnlySpan<byte> file, int at, ReadOnlySpan<byte> scan, in Frame frame)
    {
        Span<byte> missing = stackalloc byte[MostComponents * Coefficients];
        missing = missing[..(frame.Components * Coefficients)];
        missing.Fill(byte.MaxValue);
        for (int scans = 0; scans < MostScans; scans++)
        {
            if (!TryTake(scan, frame, missing))
                return false;
            byte marker;
            do
            {
                SkipCodes(file, ref at);
                if (file[at..] is [0xFF, EndOfImage, ..])
                    return !missing.ContainsAnyExcept((byte)0);
                if (!TryReadSegment(file, ref at, out marker, out scan))
                    return false;
            } while (marker != StartOfScan);
        }

        return false;
    }

    /// <summary>Notes which bits a scan leaves out.</summary>
    private static bool TryTake(ReadOnlySpan<byte> scan, in Frame frame, Span<byte> missing)
    {
        int components = scan.Length > 0 ? scan[0] : 0;
        if (components is 0 or > MostComponents || scan.Length != 4 + (2 * components))
            return false;
        (int first, int last, byte low) = (scan[^3], scan[^2], (byte)(scan[^1] & 15));
        if (first > last || last >= Coefficients)
            return false;
        for (int i = 0; i < components; i++)
        {
            int component = frame.IndexOf(scan[1 + (2 * i)]);
            if (component < 0)
                return false;
            missing.Slice((component * Coefficients) + first, last - first + 1).Fill(low);
        }

        return true;
    }

    private static void SkipCodes(ReadOnlySpan<byte> file, ref int at)
    {
        while (at < file.Length)
        {
            int next = file[at..].IndexOf((byte)0xFF);
            at = next < 0 ? file.Length : at + next;
            if (at + 1 < file.Length && file[at + 1] is not (0 or (>= FirstRestart and <= LastRestart)))
                return;
            at = Math.Min(at + 2, file.Length);
        }
    }

    private static bool TryReadSegment(ReadOnlySpan<byte> file, scoped ref int at, out byte marker, out ReadOnlySpan<byte> segment)
    {
        marker = 0;
        segment = default;
        // A marker may have any number of bytes 0xFF in front of it.
        while (at + 1 < file.Length && file[at] == 0xFF && file[at + 1] == 0xFF)
            at++;
        if (at + 4 > file.Length || file[at] != 0xFF)
            return false;
        marker = file[at + 1];
        int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        if (marker is 0 or 1 or (>= FirstRestart and <= EndOfImage) || length < 2 || length > file.Length - at - 2)
            return false;
        segment = file.Slice(at + 4, length - 2);
        at += 2 + length;
        return true;
    }

    /// <summary>The frame header: the size, and the components' names.</summary>
    private readonly record struct Frame(int Width, int Height, int Components, bool IsProgressive, uint Names)
    {
        public static bool TryRead(ReadOnlySpan<byte> segment, bool progressive, out Frame frame)
        {
            frame = default;
            if (segment.Length < 6 || segment[0] != 8 || segment[5] is not (1 or 3) || segment.Length != 6 + (3 * segment[5]))
                return false;
            int height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]),
                width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
            ReadOnlySpan<byte> components = segment[6..];
            uint names = components[0];
            if (components.Length > 3)
            {
                // Luminance of 1, 2 or 4 across and 1 or 2 down for each of the colours: 4:4:4, 4:2:2, 4:2:0, 4:4:0 and 4:1:1.
                if (components[1] is not (0x11 or 0x21 or 0x22 or 0x12 or 0x41) || components[4] != 0x11 || components[7] != 0x11)
                    return false;
                names |= ((uint)components[3] << 8) | ((uint)components[6] << 16);
            }

            frame = new Frame(width, height, segment[5], progressive, names);
            return width > 0 && height > 0;
        }

        public int IndexOf(byte name)
        {
            for (int i = 0; i < Components; i++)
            {
                if ((byte)(Names >> (8 * i)) == name)
                    return i;
            }

            return -1;
        }
    }
}
