using System.Text;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>The first page of a file of pixels: what it is, which version of it, what the images in it are, and a checksum of that.</summary>
internal static class PixelFileHeader
{
    public const int Length = 4096;

    /// <summary>Changes with the layout, and with the pixels that this library makes of an image.</summary>
    private const string Version = "1";

    private static readonly byte[] Magic = "MLConvPixels\n"u8.ToArray();

    /// <param name="geometry">What was done to the images.</param>
    public static byte[] Create(string geometry)
    {
        var page = new byte[Length];
        string text = $"{Version}\n{geometry}\n";
        Magic.CopyTo(page, 0);
        int end = Magic.Length + Encoding.UTF8.GetBytes(text, page.AsSpan(Magic.Length));
        Encoding.UTF8.GetBytes($"{ImageKey.Hash(page.AsSpan(0, end)):x32}\n", page.AsSpan(end));
        return page;
    }

    /// <summary>Whether a file is, or was to become, one of pixels; anything else isn't written over.</summary>
    public static bool IsOurs(ReadOnlySpan<byte> start) => Magic.AsSpan().StartsWith(start[..Math.Min(start.Length, Magic.Length)]);
}
