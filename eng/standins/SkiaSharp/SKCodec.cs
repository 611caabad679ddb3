namespace SkiaSharp;

public class SKCodec : SKObject
{
    private readonly ImageDecoder _decoder;
    private readonly Stream? _stream;

    private SKCodec(ImageDecoder decoder, Stream? stream)
    {
        _decoder = decoder;
        _stream = stream;
    }

    public static int MinBufferedBytesNeeded => 32;

    public SKImageInfo Info => new(_decoder.Width, _decoder.Height,
        _decoder.IsGray ? SKColorType.Gray8 : SKImageInfo.PlatformColorType,
        _decoder.HasAlpha ? SKAlphaType.Unpremul : SKAlphaType.Opaque);

    public SKEncodedOrigin EncodedOrigin => _decoder.Origin;

    public SKEncodedImageFormat EncodedFormat => _decoder.Format;

    public byte[] Pixels
    {
        get
        {
            SKCodecResult result = GetPixels(out byte[] pixels);
            if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
                throw new Exception(result.ToString());
            return pixels;
        }
    }

    public static SKCodec? Create(string filename) => Create(filename, out _);

    public static SKCodec? Create(string filename, out SKCodecResult result)
    {
        ArgumentNullException.ThrowIfNull(filename);
        byte[]? bytes = Source.TryReadFile(filename);
        if (bytes is not null)
            return Create(bytes, null, out result);
        result = SKCodecResult.InternalError;
        return null;
    }

    public static SKCodec? Create(Stream stream) => Create(stream, out _);

    public static SKCodec? Create(Stream stream, out SKCodecResult result)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Create(Source.ReadToEnd(stream), stream, out result);
    }

    public static SKCodec? Create(SKData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Create(data.Memory, null, out _);
    }

    public SKSizeI GetScaledDimensions(float desiredScale) => desiredScale switch
    {
        <= 0 => SKSizeI.Empty,
        >= 1 => new SKSizeI(_decoder.Width, _decoder.Height),
        _ => _decoder.ScaledDimensions(desiredScale),
    };

    public SKCodecResult GetPixels(out byte[] pixels) => GetPixels(Info, out pixels);

    public SKCodecResult GetPixels(SKImageInfo info, out byte[] pixels)
    {
        pixels = new byte[info.BytesSize];
        return GetPixels(info, pixels);
    }

    public unsafe SKCodecResult GetPixels(SKImageInfo info, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        fixed (byte* address = pixels)
            return GetPixels(info, (IntPtr)address, info.RowBytes, SKCodecOptions.Default);
    }

    public SKCodecResult GetPixels(SKImageInfo info, IntPtr pixels) => GetPixels(info, pixels, info.RowBytes, SKCodecOptions.Default);

    public SKCodecResult GetPixels(SKImageInfo info, IntPtr pixels, SKCodecOptions options) =>
        GetPixels(info, pixels, info.RowBytes, options);

    public unsafe SKCodecResult GetPixels(SKImageInfo info, IntPtr pixels, int rowBytes, SKCodecOptions options)
    {
        if (pixels == IntPtr.Zero)
            throw new ArgumentNullException(nameof(pixels));
        if (rowBytes < info.RowBytes64)
            return SKCodecResult.InvalidParameters;
        if (options.FrameIndex != 0)
            return SKCodecResult.IncompleteInput;
        if (!CanConvertTo(info))
            return SKCodecResult.InvalidConversion;
        if (!_decoder.CanDecodeTo(info.Width, info.Height))
            return SKCodecResult.InvalidScale;

        SKCodecResult result = _decoder.Decode((byte*)pixels, rowBytes, info.Width, info.Height, info.ColorType);
        if (_decoder.HasAlpha && info.AlphaType == SKAlphaType.Premul)
            PixelRows.Premultiply((byte*)pixels, rowBytes, info.Width, info.Height);
        return result;
    }

    private bool CanConvertTo(SKImageInfo info)
    {
        if (info.AlphaType == SKAlphaType.Unknown || (_decoder.HasAlpha && info.AlphaType == SKAlphaType.Opaque))
            return false;
        return info.ColorType switch
        {
            SKColorType.Rgba8888 or SKColorType.Bgra8888 => true,
            SKColorType.Gray8 => _decoder.IsGray,
            _ => false,
        };
    }

    // As in SkiaSharp, a stream belongs to the codec that was made of it.
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _stream?.Dispose();
        base.Dispose(disposing);
    }

    private static SKCodec? Create(ReadOnlyMemory<byte> data, Stream? stream, out SKCodecResult result)
    {
        ImageDecoder? decoder = ImageDecoder.Open(data, out result);
        if (decoder is not null)
            return new SKCodec(decoder, stream);
        stream?.Dispose();
        return null;
    }
}
