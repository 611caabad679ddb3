namespace SkiaSharp;

/// <summary>One encoded image in memory whose header was read. Decoding allocates nothing that the header has not announced.</summary>
internal abstract class ImageDecoder(ReadOnlyMemory<byte> data, SKEncodedImageFormat format)
{
    protected ReadOnlyMemory<byte> Data { get; } = data;

    public SKEncodedImageFormat Format { get; } = format;

    public int Width { get; protected init; }

    public int Height { get; protected init; }

    public bool IsGray { get; protected init; }

    public bool HasAlpha { get; protected init; }

    public SKEncodedOrigin Origin { get; protected init; } = SKEncodedOrigin.TopLeft;

    /// <summary>Reads the header of an image of any format that is known here.</summary>
    public static ImageDecoder? Open(ReadOnlyMemory<byte> data, out SKCodecResult result)
    {
        ReadOnlySpan<byte> start = data.Span;
        if (start.StartsWith(JpegDecoder.Signature))
            return JpegDecoder.Open(data, out result);
        if (start.StartsWith(PngDecoder.Signature))
            return PngDecoder.Open(data, out result);
        if (start.StartsWith(GifDecoder.Signature))
            return GifDecoder.Open(data, out result);
        if (start.StartsWith(BmpDecoder.Signature))
            return BmpDecoder.Open(data, out result);
        result = start.Length < SKCodec.MinBufferedBytesNeeded ? SKCodecResult.IncompleteInput : SKCodecResult.Unimplemented;
        return null;
    }

    /// <summary>The nearest size that can be decoded to; the full one where the format can't scale.</summary>
    public virtual SKSizeI ScaledDimensions(float scale) => new(Width, Height);

    public virtual bool CanDecodeTo(int width, int height) => width == Width && height == Height;

    /// <summary>
    /// Writes the pixels as <see cref="SKColorType.Rgba8888"/>, <see cref="SKColorType.Bgra8888"/> (alpha not premultiplied)
    /// or, if the image is gray, <see cref="SKColorType.Gray8"/>.
    /// </summary>
    public abstract unsafe SKCodecResult Decode(byte* pixels, int rowBytes, int width, int height, SKColorType colorType);
}
