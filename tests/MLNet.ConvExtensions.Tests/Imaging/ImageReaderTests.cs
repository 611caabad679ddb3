using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Imaging;

/// <summary>The public reader gives what the stages compute on, which is held against Pillow elsewhere.</summary>
public sealed class ImageReaderTests : IDisposable
{
    private static readonly BackbonePreprocessing Sized = new() { Width = 20, Height = 16 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_its_bytes_and_its_image_are_read_alike_and_as_stages_do()
    {
        byte[] png = TestImages.Png(3, 70, 50);
        string path = _folder.Write("photo.png", png);
        var reader = new ImageReader(Sized);
        var workspace = new ImageWorkspace(Sized, new PixelNormalisation(Sized), 1 << 20, fast: true);
        float[] expected = new float[reader.Length];
        workspace.Decoder.DecodeFile(path, workspace.Image);
        workspace.Preprocessor.Write(workspace.Image, expected);
        using MLImage image = MLImage.CreateFromFile(path);

        Assert.Equal(3 * 20 * 16, reader.Length);
        Assert.Equal(expected, Read((file, planes) => reader.ReadFile(file, planes), path));
        Assert.Equal(expected, Read((bytes, planes) => reader.ReadEncoded(bytes, planes), png));
        Assert.Equal(expected, Read((i, planes) => reader.ReadImage(i, planes), image));

        float[] Read<T>(Action<T, float[]> read, T from)
        {
            var planes = new float[reader.Length];
            read(from, planes);
            return planes;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Factor_and_offset_make_normalized_values_of_pixels(bool blueFirst)
    {
        byte[] png = TestImages.Png(3, 70, 50);
        BackbonePreprocessing plain = Sized with { Scale = 1, Mean = [0, 0, 0], StandardDeviation = [1, 1, 1] },
            normalized = Sized with { BlueFirst = blueFirst };
        float[] pixels = new float[3 * 20 * 16],
            values = new float[3 * 20 * 16];
        new ImageReader(plain).ReadEncoded(png, pixels);
        new ImageReader(normalized).ReadEncoded(png, values);
        Assert.All(pixels, p => Assert.InRange(p, 0, 255));
        for (int channel = 0; channel < 3; channel++)
        {
            int plane = blueFirst ? 2 - channel : channel;
            for (int i = 0; i < 20 * 16; i++)
                Assert.Equal(
                    (pixels[(channel * 320) + i] * normalized.Factor(channel)) + normalized.Offset(channel),
                    values[(plane * 320) + i],
                    tolerance: 1e-5f
                );
        }
    }

    [Fact]
    public void Loaded_images_stand_upright_and_are_opaque()
    {
        byte[] png = TestImages.Png(4, 40, 24);
        using MLImage image = ImageReader.Load(_folder.Write("plain.png", png));
        using MLImage turned = ImageReader.Load(_folder.Write("turned.png", Turned(png)));
        Assert.Equal((40, 24), (image.Width, image.Height));
        Assert.Equal((24, 40), (turned.Width, turned.Height));

        // Orientation 6 is turned by a quarter to the right: the upper left corner was the lower left one.
        Assert.Equal(image.Pixels.Slice(4 * 40 * 23, 3).ToArray(), turned.Pixels[..3].ToArray());
        Assert.All(image.Pixels.ToArray().Chunk(4), p => Assert.Equal(255, p[3]));
    }

    [Fact]
    public void What_can_not_be_read_is_named()
    {
        var reader = new ImageReader(Sized, maxImagePixels: 1000);
        var planes = new float[reader.Length];
        Assert.Contains("'nowhere.png'", Assert.Throws<ImageInputException>(() => reader.ReadFile("nowhere.png", planes)).Message);
        Assert.Contains("Photo 7", Assert.Throws<ImageInputException>(() => reader.ReadEncoded([1, 2, 3], planes, "Photo 7")).Message);
        byte[] large = TestImages.Png(1, 40, 30);
        Assert.Contains("1,200 pixels", Assert.Throws<ImageInputException>(() => reader.ReadEncoded(large, planes)).Message);
        Assert.Contains("needed: 960", Assert.Throws<ArgumentException>(() => reader.ReadEncoded(large, new float[959])).Message);
        Assert.Contains("Width is 0", Assert.Throws<ArgumentException>(() => new ImageReader(Sized with { Width = 0 })).Message);
    }

    /// <summary>The PNG with an eXIf chunk of orientation 6, behind its header.</summary>
    private static byte[] Turned(byte[] png)
    {
        byte[] exif = [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        byte[] named = [(byte)'e', (byte)'X', (byte)'I', (byte)'f', .. exif];
        byte[] checksum = System.IO.Hashing.Crc32.Hash(named);
        const int header = 8 + 25;
        return [.. png[..header], 0, 0, 0, (byte)exif.Length, .. named, .. Enumerable.Reverse(checksum), .. png[header..]];
    }
}
