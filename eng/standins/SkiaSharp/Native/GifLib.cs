using System.Runtime.InteropServices;

namespace SkiaSharp;

/// <summary>giflib 5, line by line, so that nothing is allocated for a picture before its size was looked at.</summary>
internal static unsafe partial class GifLib
{
    public const int Error = 0;
    public const int GraphicsControl = 0xF9;

    public enum Record
    {
        Undefined = 0,
        ScreenDescription = 1,
        ImageDescription = 2,
        Extension = 3,
        Terminate = 4,
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ColorMap
    {
        public int Count;
        public int BitsPerPixel;
        public byte Sorted;
        public byte* Colors;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Frame
    {
        public int Left;
        public int Top;
        public int Width;
        public int Height;
        public byte Interlaced;
        public ColorMap* Colors;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct File
    {
        public int ScreenWidth;
        public int ScreenHeight;
        public int ColorResolution;
        public int BackgroundColor;
        public byte AspectRatio;
        public ColorMap* ScreenColors;
        public int ImageCount;
        public Frame Frame;
        public IntPtr SavedImages;
        public int ExtensionCount;
        public IntPtr Extensions;
        public int ErrorCode;
        public IntPtr UserData;
        public IntPtr Private;
    }

    [LibraryImport(NativeLibraries.Gif, EntryPoint = "DGifOpen")]
    public static partial File* Open(IntPtr userData, delegate* unmanaged[Cdecl]<File*, byte*, int, int> read, out int error);

    [LibraryImport(NativeLibraries.Gif, EntryPoint = "DGifCloseFile")]
    public static partial int Close(File* file, out int error);

    [LibraryImport(NativeLibraries.Gif, EntryPoint = "DGifGetRecordType")]
    public static partial int GetRecordType(File* file, out Record record);

    [LibraryImport(NativeLibraries.Gif, EntryPoint = "DGifGetImageDesc")]
    public static partial int GetImageDescription(File* file);

    [LibraryImport(NativeLibraries.Gif, EntryPoint = "DGifGetLine")]
    public static partial int GetLine(File* file, byte* line, int length);

    // A block starts with its length; null after the last.
    [LibraryImport(NativeLibraries.Gif, EntryPoint = "DGifGetExtension")]
    public static partial int GetExtension(File* file, out int code, out byte* block);

    [LibraryImport(NativeLibraries.Gif, EntryPoint = "DGifGetExtensionNext")]
    public static partial int GetExtensionNext(File* file, out byte* block);
}
