namespace SkiaSharp;

/// <summary>Looks for markers in a JPEG file's segments.</summary>
internal static class JpegMarkers
{
    public const byte App1 = 0xE1;

    private const byte StartOfScan = 0xDA;

    /// <summary>The segment of a marker with its payload; empty where there is none before the first scan.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> file, byte marker, ReadOnlySpan<byte> prefix)
    {
        int at = 2;
        while (TryReadSegment(file, ref at, out byte found, out ReadOnlySpan<byte> payload))
        {
            if (found == marker && payload.StartsWith(prefix))
                return payload[prefix.Length..];
        }

        return default;
    }

    /// <summary>Whether the frame header is there, so that a failure is not for want of bytes.</summary>
    public static bool HasFrame(ReadOnlySpan<byte> file)
    {
        int at = 2;
        while (TryReadSegment(file, ref at, out byte marker, out _))
        {
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return true;
        }

        return false;
    }

    /// <summary>Whether no end of image follows the last scan.</summary>
    public static bool IsTruncated(ReadOnlySpan<byte> file) =>
        file.LastIndexOf([(byte)0xFF, (byte)0xD9]) < file.LastIndexOf([(byte)0xFF, StartOfScan]);

    private static bool TryReadSegment(ReadOnlySpan<byte> file, scoped ref int at, out byte marker, out ReadOnlySpan<byte> payload)
    {
        marker = 0;
        payload = default;
        while (at + 4 <= file.Length)
        {
            if (file[at] != 0xFF || file[at + 1] is 0xFF or 0x00 or 0x01 or (>= 0xD0 and <= 0xD9))
            {
                at++;
                continue;
            }

            marker = file[at + 1];
            int length = (file[at + 2] << 8) | file[at + 3];
            if (marker == StartOfScan || length < 2 || at + 2 + length > file.Length)
                return false;
            payload = file.Slice(at + 4, length - 2);
            at += 2 + length;
            return true;
        }

        return false;
    }
}
