using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// Gives pixels that are partly transparent the colour that they have in their file, as Pillow's <c>convert("RGB")</c> does, whichever way
/// the image came: ML.NET's images hold colours multiplied with their opacity. What can't be seen at all is black there: its colour is
/// lost.
/// </summary>
internal static class Transparency
{
    /// <summary>All that is less than this, of four bytes as a number, isn't opaque: the opacity is the last byte.</summary>
    private const uint Opaque = 0xFF000000;

    /// <summary>Divides colours by their opacity where they were multiplied with it: where none is above its opacity.</summary>
    /// <param name="pixels">Red, green, blue and opacity of each.</param>
    public static void Undo(Span<byte> pixels)
    {
        if (MemoryMarshal.Cast<byte, uint>(pixels).IndexOfAnyInRange(0u, Opaque - 1) < 0 || !IsMultiplied(pixels))
            return;
        for (int i = 0; i + 3 < pixels.Length; i += 4)
        {
            int opacity = pixels[i + 3];
            if (opacity is 0 or 255)
                continue;
            for (int c = i; c < i + 3; c++)
                pixels[c] = (byte)(((pixels[c] * 255) + (opacity / 2)) / opacity);
        }
    }

    private static bool IsMultiplied(ReadOnlySpan<byte> pixels)
    {
        for (int i = 0; i + 3 < pixels.Length; i += 4)
        {
            if (Math.Max(Math.Max(pixels[i], pixels[i + 1]), pixels[i + 2]) > pixels[i + 3])
                return false;
        }

        return true;
    }
}
