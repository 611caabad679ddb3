using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace MLNet.ConvExtensions.Conformance.Imaging;

public class ExtractPixelsTests
{
    private static readonly byte[] Png = PngFile.FromRgb(2, 2, (x, y) => (1 + x + (2 * y), 11 + x + (2 * y), 21 + x + (2 * y)));

    private readonly MLContext _ml = new(1);

    [Fact]
    public void Planes_of_red_green_and_blue_are_the_default()
    {
        IDataView output = _ml.Run(_ml.Transforms.ExtractPixels("Out", "Image"), Png);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3, 2, 2), output.Schema["Out"].Type);
        Assert.Equal([1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24], Floats(output));
    }

    [Fact]
    public void Colors_can_be_interleaved()
    {
        IDataView output = _ml.Run(_ml.Transforms.ExtractPixels("Out", "Image", interleavePixelColors: true), Png);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 2, 3), output.Schema["Out"].Type);
        Assert.Equal([1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24], Floats(output));
    }

    [Theory]
    [InlineData(ColorsOrder.ARGB, 1, 11, 21)]
    [InlineData(ColorsOrder.ARBG, 1, 21, 11)]
    [InlineData(ColorsOrder.ABRG, 21, 1, 11)]
    [InlineData(ColorsOrder.ABGR, 21, 11, 1)]
    [InlineData(ColorsOrder.AGRB, 11, 1, 21)]
    [InlineData(ColorsOrder.AGBR, 11, 21, 1)]
    public void Colors_come_in_the_order_asked_for(ColorsOrder order, float first, float second, float third)
    {
        IDataView output = _ml.Run(_ml.Transforms.ExtractPixels("Out", "Image", orderOfExtraction: order, interleavePixelColors: true), Png);
        Assert.Equal([first, second, third], Floats(output)[..3]);
    }

    [Fact]
    public void Some_colors_can_be_left_away()
    {
        IDataView output = _ml.Run(_ml.Transforms.ExtractPixels("Out", "Image", ColorBits.Alpha | ColorBits.Green), Png);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 2, 2), output.Schema["Out"].Type);
        Assert.Equal([255, 255, 255, 255, 11, 12, 13, 14], Floats(output));
    }

    [Fact]
    public void The_offset_is_subtracted_before_scaling()
    {
        IDataView output = _ml.Run(_ml.Transforms.ExtractPixels("Out", "Image", ColorBits.Red, offsetImage: 3, scaleImage: 0.5f), Png);
        Assert.Equal([-1, -0.5f, 0, 0.5f], Floats(output));
    }

    [Fact]
    public void Bytes_are_not_scaled()
    {
        IDataView output = _ml.Run(_ml.Transforms.ExtractPixels("Out", "Image", ColorBits.Blue, offsetImage: 3, scaleImage: 2, outputAsFloatArray: false), Png);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Byte, 1, 2, 2), output.Schema["Out"].Type);
        Assert.Equal([21, 22, 23, 24], output.GetColumn<VBuffer<byte>>(output.Schema["Out"]).Single().DenseValues());
    }

    [Fact]
    public void No_image_is_all_zeros()
    {
        var definition = SchemaDefinition.Create(typeof(ImageStages.Row));
        IDataView rows = _ml.Data.LoadFromEnumerable(new[] { new ImageStages.Row() }, definition);
        IDataView output = _ml.Transforms.ExtractPixels("Out", "Image").Fit(rows).Transform(rows);
        VBuffer<float> value = output.GetColumn<VBuffer<float>>(output.Schema["Out"]).Single();
        Assert.Equal((3, 0), (value.Length, value.GetValues().Length));
    }

    [Fact]
    public void Images_of_unknown_size_are_refused()
    {
        IDataView rows = _ml.Paths("a.png");
        IDataView images = _ml.Transforms.LoadImages("Image", null, "Path").Fit(rows).Transform(rows);
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.ExtractPixels("Out", "Image").Fit(images));
    }

    [Fact]
    public void An_image_of_another_size_is_an_error_when_it_is_read()
    {
        IDataView rows = _ml.Images(Png, PngFile.FromRgb(3, 2, (_, _) => (1, 2, 3)));
        IDataView output = _ml.Transforms.ExtractPixels("Out", "Image").Fit(rows).Transform(rows);
        Assert.ThrowsAny<InvalidOperationException>(() => output.GetColumn<VBuffer<float>>(output.Schema["Out"]).Count());
    }

    [Fact]
    public void Useless_options_are_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.ExtractPixels("Out", "Image", 0));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.ExtractPixels("Out", "Image", scaleImage: 0));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.ExtractPixels("Out", "Image", offsetImage: float.NaN));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Vectors_become_images_again(bool interleaved)
    {
        var stages = _ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: interleaved)
            .Append(_ml.Transforms.ConvertToImage(2, 2, "Out", "Pixels", interleavedColors: interleaved));
        byte[] pixels = _ml.Rgb(stages, Png);
        Assert.Equal([1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24], pixels);
    }

    [Fact]
    public void Vectors_are_scaled_and_then_shifted_and_lose_their_alpha()
    {
        var stages = _ml.Transforms.ExtractPixels("Pixels", "Image")
            .Append(_ml.Transforms.ConvertToImage(2, 2, "Out", "Pixels", scaleImage: 2, offsetImage: 1));
        IDataView output = _ml.Run(stages, Png);
        byte[] first = output.GetColumn<MLImage>(output.Schema["Out"]).Select(image => image.Pixels[..4].ToArray()).Single();
        Assert.Equal([41, 21, 1, 0], first);
    }

    [Fact]
    public void Vectors_of_another_length_are_refused()
    {
        var stages = _ml.Transforms.ExtractPixels("Pixels", "Image").Append(_ml.Transforms.ConvertToImage(2, 3, "Out", "Pixels"));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Run(stages, Png));
    }

    private static float[] Floats(IDataView output) => [.. output.GetColumn<VBuffer<float>>(output.Schema["Out"]).Single().DenseValues()];
}
