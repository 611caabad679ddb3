using System.Runtime.InteropServices;

namespace SkiaSharp;

/// <summary>The TurboJPEG API of libjpeg-turbo 2.1. It catches the library's errors, so that none unwinds through managed code.</summary>
internal static unsafe partial class TurboJpeg
{
    public const int WarningCode = 0;

    // Progressive files with thousands of scans would take minutes to decode.
    public const int LimitScans = 32768;

    public enum PixelFormat
    {
        Gray = 6,
        Rgba = 7,
        Bgra = 8,
        Cmyk = 11,
    }

    public enum ColorSpace
    {
        Unknown = -1,
        Rgb = 0,
        YCbCr = 1,
        Gray = 2,
        Cmyk = 3,
        Ycck = 4,
    }

    public enum Subsampling
    {
        Samp420 = 2,
        Gray = 3,
    }

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjInitDecompress")]
    public static partial IntPtr InitDecompress();

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjInitCompress")]
    public static partial IntPtr InitCompress();

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjDestroy")]
    public static partial int Destroy(IntPtr handle);

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjDecompressHeader3")]
    public static partial int DecompressHeader(IntPtr handle, byte* data, CULong size, out int width, out int height,
        out int subsampling, out ColorSpace colorSpace);

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjDecompress2")]
    public static partial int Decompress(IntPtr handle, byte* data, CULong size, byte* pixels, int width, int pitch, int height,
        PixelFormat format, int flags);

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjCompress2")]
    public static partial int Compress(IntPtr handle, byte* pixels, int width, int pitch, int height, PixelFormat format,
        out byte* data, ref CULong size, Subsampling subsampling, int quality, int flags);

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjFree")]
    public static partial void Free(byte* data);

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjGetErrorCode")]
    public static partial int GetErrorCode(IntPtr handle);
}
