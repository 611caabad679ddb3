using System.Buffers.Binary;

namespace SkiaSharp;

internal sealed class BmpDecoder : ImageDecoder
{
    private const int PixelOffsetAt = 10;
    private const int BitCountAt = 28;
    private const int SmallestHeader = 30;

    private readonly bool _truncated;

    private BmpDecoder(ReadOnlyMemory<byte> data, int width, int height, bool hasAlpha, bool runsTruncated)
        : base(data, SKEncodedImageFormat.Bmp)
    {
        Width = width;
        Height = height;
        HasAlpha = hasAlpha;
        _truncated = runsTruncated || data.Length < ExpectedLength(data.Span, width, height);
    }

    public static ReadOnlySpan<byte> Signature => "BM"u8;

    public static new unsafe BmpDecoder? Open(ReadOnlyMemory<byte> data, out SKCodecResult result)
    {
        data = BmpRunLengths.Expand(data, out bool runsTruncated);
        fixed (byte* bytes = data.Span)
        {
            if (StbImage.Info(bytes, data.Length, out int width, out int height, out int channels) == 0 || width <= 0 || height <= 0)
            {
                result = data.Length < SmallestHeader ? SKCodecResult.IncompleteInput : SKCodecResult.InvalidInput;
                return null;
            }

            result = SKCodecResult.Success;
            return new BmpDecoder(data, width, height, channels == StbImage.Rgba, runsTruncated);
        }
    }

    public override unsafe SKCodecResult Decode(byte* pixels, int rowBytes, int width, int height, SKColorType colorType)
    {
        byte* decoded = null;
        try
        {
            fixed (byte* bytes = Data.Span)
                decoded = StbImage.Load(bytes, Data.Length, out int _, out int _, out int _, StbImage.Rgba);
            if (decoded == null)
                return _truncated ? SKCodecResult.IncompleteInput : SKCodecResult.ErrorInInput;
            for (int y = 0; y < height; y++)
                Buffer.MemoryCopy(decoded + ((long)y * width * 4), pixels + ((long)y * rowBytes), width * 4, width * 4);
            if (colorType == SKColorType.Bgra8888)
                PixelRows.SwapRedAndBlue(pixels, rowBytes, width, height);
            return _truncated ? SKCodecResult.IncompleteInput : SKCodecResult.Success;
        }
        finally
        {
            if (decoded != null)
                StbImage.Free(decoded);
        }
    }

    // The library reads zeros past the end; rows are padded to 4 bytes.
    private static long ExpectedLength(ReadOnlySpan<byte> file, int width, int height)
    {
        if (file.Length < SmallestHeader)
            return long.MaxValue;
        long bits = BinaryPrimitives.ReadUInt16LittleEndian(file[BitCountAt..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(file[PixelOffsetAt..]) + (((bits * width) + 31) / 32 * 4 * height);
    }
}
