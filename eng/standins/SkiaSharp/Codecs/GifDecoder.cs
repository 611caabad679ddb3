using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SkiaSharp;

/// <summary>The first frame of a GIF file, on its screen.</summary>
internal sealed class GifDecoder : ImageDecoder
{
    private static readonly (int Start, int Step)[] Passes = [(0, 8), (4, 8), (2, 4), (1, 2)];

    private GifDecoder(ReadOnlyMemory<byte> data, int width, int height, bool hasAlpha)
        : base(data, SKEncodedImageFormat.Gif)
    {
        Width = width;
        Height = height;
        HasAlpha = hasAlpha;
    }

    public static ReadOnlySpan<byte> Signature => "GIF8"u8;

    public static new unsafe GifDecoder? Open(ReadOnlyMemory<byte> data, out SKCodecResult result)
    {
        var reader = new Reader(data);
        GCHandle root = GCHandle.Alloc(reader);
        GifLib.File* file = null;
        try
        {
            file = GifLib.Open(GCHandle.ToIntPtr(root), &Read, out _);
            if (file == null || !TryReachFrame(file, out int transparent))
            {
                result = reader.AtEnd ? SKCodecResult.IncompleteInput : SKCodecResult.InvalidInput;
                return null;
            }

            (int width, int height) = ScreenSize(file);
            if (width <= 0 || height <= 0)
            {
                result = SKCodecResult.InvalidInput;
                return null;
            }

            bool covers = file->Frame.Left == 0 && file->Frame.Top == 0 && file->Frame.Width >= width && file->Frame.Height >= height;
            result = SKCodecResult.Success;
            return new GifDecoder(data, width, height, transparent >= 0 || !covers);
        }
        finally
        {
            if (file != null)
                _ = GifLib.Close(file, out _);
            root.Free();
        }
    }

    public override unsafe SKCodecResult Decode(byte* pixels, int rowBytes, int width, int height, SKColorType colorType)
    {
        for (int y = 0; y < height; y++)
            new Span<byte>(pixels + ((long)y * rowBytes), width * 4).Clear();

        var reader = new Reader(Data);
        GCHandle root = GCHandle.Alloc(reader);
        GifLib.File* file = null;
        try
        {
            file = GifLib.Open(GCHandle.ToIntPtr(root), &Read, out _);
            if (file == null || !TryReachFrame(file, out int transparent))
                return SKCodecResult.ErrorInInput;
            Span<uint> palette = stackalloc uint[256];
            if (!TryFillPalette(file, transparent, colorType, palette))
                return SKCodecResult.ErrorInInput;
            if (DecodeLines(file, palette, pixels, rowBytes, width, height))
                return SKCodecResult.Success;
            return reader.AtEnd ? SKCodecResult.IncompleteInput : SKCodecResult.ErrorInInput;
        }
        finally
        {
            if (file != null)
                _ = GifLib.Close(file, out _);
            root.Free();
        }
    }

    private static unsafe bool DecodeLines(GifLib.File* file, ReadOnlySpan<uint> palette, byte* pixels, int rowBytes, int width, int height)
    {
        byte[] line = new byte[Math.Max(file->Frame.Width, 1)];
        int visible = Math.Clamp(width - file->Frame.Left, 0, file->Frame.Width);
        fixed (byte* bytes = line)
        {
            foreach ((int start, int step) in file->Frame.Interlaced != 0 ? Passes : [(0, 1)])
            {
                for (int row = start; row < file->Frame.Height; row += step)
                {
                    if (GifLib.GetLine(file, bytes, file->Frame.Width) == GifLib.Error)
                        return false;
                    int y = file->Frame.Top + row;
                    if (y >= height)
                        continue;
                    uint* target = (uint*)(pixels + ((long)y * rowBytes)) + file->Frame.Left;
                    for (int x = 0; x < visible; x++)
                        target[x] = palette[line[x]];
                }
            }
        }

        return true;
    }

    private static unsafe bool TryReachFrame(GifLib.File* file, out int transparent)
    {
        transparent = -1;
        while (GifLib.GetRecordType(file, out GifLib.Record record) != GifLib.Error)
        {
            switch (record)
            {
                case GifLib.Record.ImageDescription:
                    return GifLib.GetImageDescription(file) != GifLib.Error;
                case GifLib.Record.Extension:
                    if (!TryReadExtension(file, ref transparent))
                        return false;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private static unsafe bool TryReadExtension(GifLib.File* file, ref int transparent)
    {
        if (GifLib.GetExtension(file, out int code, out byte* block) == GifLib.Error)
            return false;
        while (block != null)
        {
            if (code == GifLib.GraphicsControl && block[0] >= 4)
                transparent = (block[1] & 1) != 0 ? block[4] : -1;
            if (GifLib.GetExtensionNext(file, out block) == GifLib.Error)
                return false;
        }

        return true;
    }

    private static unsafe bool TryFillPalette(GifLib.File* file, int transparent, SKColorType colorType, Span<uint> palette)
    {
        GifLib.ColorMap* colors = file->Frame.Colors != null ? file->Frame.Colors : file->ScreenColors;
        if (colors == null)
            return false;
        palette.Clear();
        for (int i = 0; i < Math.Min(colors->Count, palette.Length); i++)
        {
            byte* color = colors->Colors + (3 * i);
            (byte first, byte last) = colorType == SKColorType.Rgba8888 ? (color[0], color[2]) : (color[2], color[0]);
            palette[i] = i == transparent ? 0 : 0xFF000000u | (uint)(last << 16) | (uint)(color[1] << 8) | first;
        }

        return true;
    }

    // Some files have no screen; the frame then is the picture.
    private static unsafe (int Width, int Height) ScreenSize(GifLib.File* file) =>
        file->ScreenWidth > 0 && file->ScreenHeight > 0 ? (file->ScreenWidth, file->ScreenHeight) : (file->Frame.Width, file->Frame.Height);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int Read(GifLib.File* file, byte* buffer, int length) =>
        ((Reader)GCHandle.FromIntPtr(file->UserData).Target!).Read(new Span<byte>(buffer, length));

    private sealed class Reader(ReadOnlyMemory<byte> data)
    {
        private ReadOnlyMemory<byte> _rest = data;

        public bool AtEnd { get; private set; }

        public int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, _rest.Length);
            AtEnd |= count < buffer.Length;
            _rest.Span[..count].CopyTo(buffer);
            _rest = _rest[count..];
            return count;
        }
    }
}
