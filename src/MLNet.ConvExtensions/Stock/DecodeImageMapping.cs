using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions;

/// <summary>
/// Decodes a column of encoded images in models that were saved with <c>ConvFeatures</c> over bytes. To load such a model with ML.NET's own
/// <c>Model.Load</c>, call <c>mlContext.ComponentCatalog.RegisterAssembly(typeof(DecodeImageMapping).Assembly)</c> first.
/// </summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class DecodeImageMapping : CustomMappingFactory<DecodeImageMapping.EncodedImage, DecodeImageMapping.DecodedImage>
{
    internal const string Contract = "MLNet.ConvExtensions.DecodeImage";
    internal const string EncodedColumn = "ConvFeatures.Encoded";
    internal const string ImageColumn = "ConvFeatures.Decoded";

    private const long MaxPixels = 256_000_000;

    /// <summary>The mapping from bytes to an upright image.</summary>
    /// <returns>The mapping.</returns>
    public override Action<EncodedImage, DecodedImage> GetMapping()
    {
        var workspace = new ThreadLocal<(ImageDecoder Decoder, PixelBuffer Pixels)>(() => (new ImageDecoder(MaxPixels), new PixelBuffer()));
        return (encoded, decoded) =>
        {
            (ImageDecoder decoder, PixelBuffer pixels) = workspace.Value;
            decoder.Decode(encoded.Bytes.DenseValues().ToArray(), "The encoded image", pixels);
            // The object is used again for every row; the stages behind have done with the image before.
            decoded.Image?.Dispose();
            decoded.Image = ToImage(pixels);
        };
    }

    /// <summary>Decoded pixels as an image of ML.NET.</summary>
    internal static MLImage ToImage(PixelBuffer pixels)
    {
        // The colours are the file's own: an opacity would be taken as one that they were multiplied with.
        Span<byte> bytes = pixels.Bytes.AsSpan(0, pixels.Width * pixels.Height * 4);
        for (int i = 3; i < bytes.Length; i += 4)
            bytes[i] = byte.MaxValue;
        return MLImage.CreateFromPixels(pixels.Width, pixels.Height, MLPixelFormat.Rgba32, bytes);
    }

    /// <summary>The input of the mapping.</summary>
    public sealed class EncodedImage
    {
        /// <summary>The bytes of an image file.</summary>
        [ColumnName(EncodedColumn)]
        public VBuffer<byte> Bytes { get; set; }
    }

    /// <summary>The output of the mapping.</summary>
    public sealed class DecodedImage
    {
        /// <summary>
        /// The image, of any size: the attribute can't leave the size open in ML.NET 5.0.0, and the stages behind go by the image itself.
        /// </summary>
        [ColumnName(ImageColumn)]
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}
