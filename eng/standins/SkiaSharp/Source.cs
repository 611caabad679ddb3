namespace SkiaSharp;

/// <summary>Brings encoded images into memory.</summary>
internal static class Source
{
    public static byte[]? TryReadFile(string filename)
    {
        try
        {
            return File.ReadAllBytes(filename);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    public static byte[] ReadToEnd(Stream stream)
    {
        using var buffer = new MemoryStream(stream.CanSeek ? (int)Math.Clamp(stream.Length - stream.Position, 0, int.MaxValue) : 0);
        stream.CopyTo(buffer);
        return buffer.Length == buffer.Capacity ? buffer.GetBuffer() : buffer.ToArray();
    }
}
