using System.Runtime.InteropServices;

namespace SkiaSharp;

/// <summary>libspng 0.7: a PNG library that answers with error codes, where libpng's full API jumps.</summary>
internal static unsafe partial class Spng
{
    public const int Eof = -1;
    public const int Ok = 0;
    public const int IdatTooShort = 62;
    public const int EndOfImage = 75;

    public const int EncoderContext = 2;
    public const int DecodeTransparency = 1;
    public const int DecodeProgressive = 256;
    public const int EncodeFinalize = 2;
    public const int OptionEncodeToBuffer = 12;
    public const int CrcError = 0;
    public const int CrcDiscard = 1;
    public const int CrcUse = 2;

    public enum Format
    {
        Rgba8 = 1,
        Gray8 = 64,
        AsPng = 256,
    }

    public enum ColorType : byte
    {
        Gray = 0,
        Rgb = 2,
        Indexed = 3,
        GrayAlpha = 4,
        Rgba = 6,
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Header
    {
        public uint Width;
        public uint Height;
        public byte BitDepth;
        public ColorType ColorType;
        public byte CompressionMethod;
        public byte FilterMethod;
        public byte InterlaceMethod;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct RowInfo
    {
        public uint ScanlineIndex;
        public uint RowNumber;
        public int Pass;
        public byte Filter;
    }

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_ctx_new")]
    public static partial IntPtr ContextNew(int flags);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_ctx_free")]
    public static partial void ContextFree(IntPtr context);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_set_crc_action")]
    public static partial int SetCrcAction(IntPtr context, int critical, int ancillary);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_set_chunk_limits")]
    public static partial int SetChunkLimits(IntPtr context, nuint chunkSize, nuint cacheSize);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_set_png_buffer")]
    public static partial int SetPngBuffer(IntPtr context, byte* data, nuint size);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_get_ihdr")]
    public static partial int GetHeader(IntPtr context, out Header header);

    // The transparency itself is applied by the library; only whether there is any has to be known.
    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_get_trns")]
    public static partial int GetTransparency(IntPtr context, byte* transparency);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_decode_image")]
    public static partial int DecodeImage(IntPtr context, byte* pixels, nuint size, Format format, int flags);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_get_row_info")]
    public static partial int GetRowInfo(IntPtr context, out RowInfo info);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_decode_row")]
    public static partial int DecodeRow(IntPtr context, byte* row, nuint size);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_set_option")]
    public static partial int SetOption(IntPtr context, int option, int value);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_set_ihdr")]
    public static partial int SetHeader(IntPtr context, in Header header);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_encode_image")]
    public static partial int EncodeImage(IntPtr context, byte* pixels, nuint size, Format format, int flags);

    [LibraryImport(NativeLibraries.Spng, EntryPoint = "spng_get_png_buffer")]
    public static partial byte* GetPngBuffer(IntPtr context, out nuint size, out int error);
}
