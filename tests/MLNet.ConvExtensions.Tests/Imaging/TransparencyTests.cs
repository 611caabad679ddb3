using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Imaging;

/// <summary>A pixel has one colour, whichever way its image comes.</summary>
public sealed class TransparencyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDecoder _decoder = new(10_000);
    private readonly PixelBuffer _pixels = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(200, 100, 50, 64)]
    [InlineData(255, 255, 255, 1)]
    [InlineData(10, 250, 128, 200)]
    [InlineData(7, 8, 9, 255)]
    [InlineData(0, 0, 0, 0)]
    public void Path_bytes_and_images_of_ML_NET_give_the_same_colour(byte red, byte green, byte blue, byte opacity)
    {
        string file = Picture(new SKColor(red, green, blue, opacity));
        _decoder.DecodeFile(file, _pixels);
        Assert.Equal([red, green, blue], _pixels.Bytes[..3]);
        _decoder.Decode(File.ReadAllBytes(file), "The image", _pixels);
        Assert.Equal([red, green, blue], _pixels.Bytes[..3]);

        // ML.NET multiplies colours with the opacity, in whole numbers: half a step of that is lost.
        using MLImage image = MLImage.CreateFromFile(file);
        _decoder.Copy(image, "The image", _pixels);
        int lost = opacity == 0 ? 0 : (int)Math.Ceiling(255 / 2.0 / opacity);
        foreach ((byte expected, byte actual) in new[] { red, green, blue }.Zip(_pixels.Bytes))
            Assert.InRange(actual, expected - lost, expected + lost);
    }

    [Theory]
    [InlineData(200, 100, 50, 64)]
    [InlineData(1, 2, 3, 0)]
    [InlineData(255, 0, 0, 254)]
    public void Colours_above_their_opacity_were_never_multiplied(byte red, byte green, byte blue, byte opacity)
    {
        foreach (MLPixelFormat format in new[] { MLPixelFormat.Rgba32, MLPixelFormat.Bgra32 })
        {
            byte[] pixel = format == MLPixelFormat.Rgba32 ? [red, green, blue, opacity] : [blue, green, red, opacity];
            using MLImage image = MLImage.CreateFromPixels(1, 1, format, pixel);
            _decoder.Copy(image, "The image", _pixels);
            Assert.Equal([red, green, blue], _pixels.Bytes[..3]);
        }
    }

    [Theory]
    [InlineData(200, 100, 50)]
    [InlineData(255, 255, 255)]
    [InlineData(0, 1, 0)]
    public void What_nobody_sees_has_its_colour_by_file_and_is_black_as_an_image_of_ML_NET(byte red, byte green, byte blue)
    {
        string file = Picture(new SKColor(red, green, blue, 0));
        _decoder.DecodeFile(file, _pixels);
        Assert.Equal([red, green, blue], _pixels.Bytes[..3]);
        _decoder.Decode(File.ReadAllBytes(file), "The image", _pixels);
        Assert.Equal([red, green, blue], _pixels.Bytes[..3]);
        using MLImage image = MLImage.CreateFromFile(file);
        _decoder.Copy(image, "The image", _pixels);
        Assert.Equal([0, 0, 0], _pixels.Bytes[..3]);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(250)]
    public void Features_are_the_same_by_path_bytes_stream_and_image_and_by_a_saved_model_without_this_library(byte opacity)
    {
        string file = _folder.Write("photo.png", Photo(opacity));
        var context = new MLContext(1);
        Row[] rows =
        [
            new()
            {
                Path = file,
                Bytes = File.ReadAllBytes(file),
                Image = MLImage.CreateFromFile(file),
            },
        ];
        IDataView data = context.Data.LoadFromEnumerable(rows);
        float[] byPath = Features(context, data, nameof(Row.Path), out ITransformer stage);
        float[] opaque = Features(
            context,
            context.Data.LoadFromEnumerable([new Row { Path = _folder.Write("opaque.png", Photo(255)) }]),
            nameof(Row.Path),
            out _
        );
        IDataView paths = context.Transforms.SelectColumns(nameof(Row.Path)).Fit(data).Transform(data);
        context.Model.Save(stage, paths.Schema, _folder.File("model.zip"));
        ITransformer plain = new MLContext().Model.Load(_folder.File("model.zip"), out _);

        Assert.Equal(opaque, byPath);
        Assert.Equal(byPath, Features(context, data, nameof(Row.Bytes), out _));
        foreach (float[] other in new[] { Features(context, data, nameof(Row.Image), out _), Read(plain.Transform(paths)) })
            Assert.InRange(Vectors.Cosine(byPath, other), 0.9999, 1.0001);
        (plain as IDisposable)?.Dispose();
        rows[0].Image!.Dispose();
    }

    private static float[] Features(MLContext context, IDataView data, string column, out ITransformer stage)
    {
        stage = context.Transforms.ConvFeatures("Features", column, Tiny.Backbone).Fit(data);
        return Read(stage.Transform(data));
    }

    private static float[] Read(IDataView data) => data.GetColumn<float[]>("Features").Single();

    /// <summary>The same photo whatever its opacity.</summary>
    private static byte[] Photo(byte opacity)
    {
        using SKBitmap drawn = TestImages.Bitmap(5, 60, 48);
        using var bitmap = new SKBitmap(new SKImageInfo(60, 48, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (int i = 0; i < 60 * 48; i++)
            bitmap.SetPixel(i % 60, i / 60, drawn.GetPixel(i % 60, i / 60).WithAlpha(opacity));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";

        public byte[] Bytes { get; set; } = [];

        [Microsoft.ML.Transforms.Image.ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }

    private unsafe string Picture(SKColor color)
    {
        // Byte by byte: colours that nobody sees are lost by drawing.
        using var bitmap = new SKBitmap(new SKImageInfo(3, 2, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        byte* pixels = (byte*)bitmap.GetPixels();
        for (int i = 0; i < 24; i++)
            pixels[i] = (i % 4) switch
            {
                0 => color.Red,
                1 => color.Green,
                2 => color.Blue,
                _ => color.Alpha,
            };
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return _folder.Write("picture.png", data.ToArray());
    }
}
