namespace SkiaSharp;

public partial class SKBitmap
{
    public static SKImageInfo DecodeBounds(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using SKCodec? codec = SKCodec.Create(stream);
        return codec?.Info ?? SKImageInfo.Empty;
    }

    public static SKImageInfo DecodeBounds(SKData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using SKCodec? codec = SKCodec.Create(data);
        return codec?.Info ?? SKImageInfo.Empty;
    }

    public static SKImageInfo DecodeBounds(string filename)
    {
        ArgumentNullException.ThrowIfNull(filename);
        using SKCodec? codec = SKCodec.Create(filename);
        return codec?.Info ?? SKImageInfo.Empty;
    }

    public static SKImageInfo DecodeBounds(byte[] buffer) => DecodeBounds(buffer.AsSpan());

    public static SKImageInfo DecodeBounds(ReadOnlySpan<byte> buffer)
    {
        using SKData data = SKData.CreateCopy(buffer);
        return DecodeBounds(data);
    }

    public static SKBitmap? Decode(SKCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        SKImageInfo info = codec.Info;
        return Decode(codec, info.AlphaType == SKAlphaType.Unpremul ? info.WithAlphaType(SKAlphaType.Premul) : info);
    }

    public static SKBitmap? Decode(SKCodec codec, SKImageInfo bitmapInfo)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var bitmap = new SKBitmap(bitmapInfo);
        SKCodecResult result;
        try
        {
            result = codec.GetPixels(bitmapInfo, bitmap.GetPixels());
        }
        catch
        {
            bitmap.Dispose();
            throw;
        }

        if (result is SKCodecResult.Success or SKCodecResult.IncompleteInput)
            return bitmap;
        bitmap.Dispose();
        return null;
    }

    public static SKBitmap? Decode(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using SKCodec? codec = SKCodec.Create(stream);
        return codec is null ? null : Decode(codec);
    }

    public static SKBitmap? Decode(Stream stream, SKImageInfo bitmapInfo)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using SKCodec? codec = SKCodec.Create(stream);
        return codec is null ? null : Decode(codec, bitmapInfo);
    }

    public static SKBitmap? Decode(SKData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using SKCodec? codec = SKCodec.Create(data);
        return codec is null ? null : Decode(codec);
    }

    public static SKBitmap? Decode(SKData data, SKImageInfo bitmapInfo)
    {
        ArgumentNullException.ThrowIfNull(data);
        using SKCodec? codec = SKCodec.Create(data);
        return codec is null ? null : Decode(codec, bitmapInfo);
    }

    public static SKBitmap? Decode(string filename)
    {
        ArgumentNullException.ThrowIfNull(filename);
        using SKCodec? codec = SKCodec.Create(filename);
        return codec is null ? null : Decode(codec);
    }

    public static SKBitmap? Decode(string filename, SKImageInfo bitmapInfo)
    {
        ArgumentNullException.ThrowIfNull(filename);
        using SKCodec? codec = SKCodec.Create(filename);
        return codec is null ? null : Decode(codec, bitmapInfo);
    }

    public static SKBitmap? Decode(byte[] buffer) => Decode(buffer.AsSpan());

    public static SKBitmap? Decode(byte[] buffer, SKImageInfo bitmapInfo) => Decode(buffer.AsSpan(), bitmapInfo);

    // Unlike the other overloads, those over bytes throw for an image of no known format, as SkiaSharp's do.
    public static SKBitmap? Decode(ReadOnlySpan<byte> buffer)
    {
        using SKData data = SKData.CreateCopy(buffer);
        using SKCodec? codec = SKCodec.Create(data);
        return Decode(codec!);
    }

    public static SKBitmap? Decode(ReadOnlySpan<byte> buffer, SKImageInfo bitmapInfo)
    {
        using SKData data = SKData.CreateCopy(buffer);
        using SKCodec? codec = SKCodec.Create(data);
        return Decode(codec!, bitmapInfo);
    }
}
