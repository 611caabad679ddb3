using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Imaging;

/// <summary>Decoding, resizing and cropping of real photos, against what Pillow and torchvision made of them.</summary>
public sealed class GoldenPixelTests(GoldenPhotos photos) : IClassFixture<GoldenPhotos>
{
    [SkippableTheory]
    [InlineData(Interpolation.Bilinear, "bilinear256_center224_u8_nhwc.npy")]
    [InlineData(Interpolation.Bicubic, "bicubic256_center224_u8_nhwc.npy")]
    public void Pixels_are_those_of_pillow(Interpolation interpolation, string reference)
    {
        (int[] shape, byte[] expected) = Npy.Read<byte>(SharedData.Require("golden", reference));
        var decoder = new ImageDecoder(maxPixels: 100_000_000);
        var preprocessor = new ImagePreprocessor(new BackbonePreprocessing { Interpolation = interpolation }, PixelNormalisation.None);
        var image = new PixelBuffer();
        const int plane = 224 * 224;
        var pixels = new float[3 * plane];
        long off = 0,
            far = 0;
        for (int n = 0; n < shape[0]; n++)
        {
            decoder.DecodeFile(photos.Paths[n], image);
            preprocessor.Write(image, pixels);
            for (int i = 0; i < 3 * plane; i++)
            {
                float difference = Math.Abs(pixels[i] - expected[(n * plane + i % plane) * 3 + i / plane]);
                off += difference > 1 ? 1 : 0;
                far += difference > 2 ? 1 : 0;
            }
        }

        Assert.Equal(0, far);
        Assert.InRange(off / (double)expected.Length, 0, 0.001);
    }
}
