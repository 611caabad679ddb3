using System.Runtime.InteropServices;

namespace SkiaSharp;

/// <summary>stb_image, for BMP alone.</summary>
internal static unsafe partial class StbImage
{
    public const int Rgba = 4;

    [LibraryImport(NativeLibraries.Stb, EntryPoint = "stbi_info_from_memory")]
    public static partial int Info(byte* data, int size, out int width, out int height, out int channels);

    [LibraryImport(NativeLibraries.Stb, EntryPoint = "stbi_load_from_memory")]
    public static partial byte* Load(byte* data, int size, out int width, out int height, out int channels, int wanted);

    [LibraryImport(NativeLibraries.Stb, EntryPoint = "stbi_image_free")]
    public static partial void Free(byte* pixels);
}
