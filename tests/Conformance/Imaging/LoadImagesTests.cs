using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MLNet.ConvExtensions.Conformance.Imaging;

public sealed class LoadImagesTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public LoadImagesTests()
    {
        File.WriteAllBytes(Path.Combine(_folder, "a.png"), PngFile.FromRgb(2, 1, (x, _) => (10 + x, 20, 30)));
        File.WriteAllBytes(Path.Combine(_folder, "b.png"), PngFile.FromRgb(1, 3, (_, y) => (40, 50 + y, 60)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Images_are_read_from_the_folder()
    {
        IDataView output = Load("a.png", "b.png");
        Assert.Equal(["2x1", "1x3"], output.GetColumn<MLImage>(output.Schema["Image"]).Select(image => $"{image.Width}x{image.Height}"));
    }

    [Fact]
    public void The_column_is_of_images_of_unknown_size()
    {
        Assert.Equal(new ImageDataViewType(), Load("a.png").Schema["Image"].Type);
        Assert.Equal("Image", new ImageDataViewType().ToString());
        Assert.Equal("Image<2, 3>", new ImageDataViewType(2, 3).ToString());
        Assert.NotEqual(new ImageDataViewType(), (DataViewType)new ImageDataViewType(2, 3));
    }

    [Fact]
    public void The_tag_is_the_path()
    {
        IDataView output = Load("a.png");
        Assert.Equal(Path.Combine(_folder, "a.png"), output.GetColumn<MLImage>(output.Schema["Image"]).Select(image => image.Tag).Single());
    }

    [Fact]
    public void An_empty_path_is_no_image()
    {
        IDataView output = Load("");
        Assert.Null(output.GetColumn<MLImage>(output.Schema["Image"]).Single());
    }

    [Fact]
    public void A_missing_file_is_an_error_when_it_is_read()
    {
        IDataView output = Load("missing.png");
        Assert.ThrowsAny<IOException>(() => output.GetColumn<MLImage>(output.Schema["Image"]).Count());
    }

    [Fact]
    public void A_file_that_is_no_image_is_an_error_when_it_is_read()
    {
        File.WriteAllText(Path.Combine(_folder, "text.png"), "This is a text of more than thirty-two bytes.");
        IDataView output = Load("text.png");
        Assert.ThrowsAny<ArgumentException>(() => output.GetColumn<MLImage>(output.Schema["Image"]).Count());
    }

    [Fact]
    public void A_missing_folder_is_an_error_at_once() =>
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.LoadImages("Image", Path.Combine(_folder, "missing"), "Path"));

    [Fact]
    public void Without_a_folder_paths_are_taken_as_they_are()
    {
        IDataView rows = _ml.Paths(Path.Combine(_folder, "a.png"));
        IDataView output = _ml.Transforms.LoadImages("Image", null, "Path").Fit(rows).Transform(rows);
        Assert.Equal(2, output.GetColumn<MLImage>(output.Schema["Image"]).Select(image => image.Width).Single());
    }

    [Fact]
    public void Other_columns_than_texts_are_refused()
    {
        IDataView rows = _ml.Images(PngFile.FromRgb(1, 1, (_, _) => (1, 2, 3)));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.LoadImages("Out", _folder, "Image").Fit(rows));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.LoadImages("Out", _folder, "Missing").Fit(rows));
    }

    [Fact]
    public void Raw_bytes_are_the_files_bytes()
    {
        IDataView rows = _ml.Paths("a.png", "b.png");
        IDataView output = _ml.Transforms.LoadRawImageBytes("Bytes", _folder, "Path").Fit(rows).Transform(rows);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Byte), output.Schema["Bytes"].Type);
        byte[][] bytes = [.. output.GetColumn<VBuffer<byte>>(output.Schema["Bytes"]).Select(value => value.DenseValues().ToArray())];
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "a.png")), bytes[0]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "b.png")), bytes[1]);
    }

    [Fact]
    public void A_pipeline_from_files_to_pixels_is_saved_and_loaded()
    {
        IDataView rows = _ml.Paths("a.png", "b.png");
        var pipeline = _ml.Transforms.LoadImages("Image", _folder, "Path")
            .Append(_ml.Transforms.ResizeImages("Image", 4, 2, resizing: ImageResizingEstimator.ResizingKind.Fill))
            .Append(_ml.Transforms.ConvertToGrayscale("Gray", "Image"))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true, offsetImage: 127, scaleImage: 1 / 128f))
            .Append(_ml.Transforms.ExtractPixels("GrayPixels", "Gray", ImagePixelExtractingEstimator.ColorBits.Red, outputAsFloatArray: false))
            .Append(_ml.Transforms.ConvertToImage(2, 4, "Again", "Pixels", interleavedColors: true, scaleImage: 128, offsetImage: -127));
        ITransformer model = pipeline.Fit(rows);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, rows.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = new MLContext(2).Model.Load(stream, out DataViewSchema schema);

        Assert.Equal(["Path"], schema.Select(column => column.Name));
        Assert.Equal(Pixels(model, rows), Pixels(loaded, rows));
        Assert.Equal(model.GetOutputSchema(rows.Schema).Select(column => (column.Name, column.Type)),
            loaded.GetOutputSchema(rows.Schema).Select(column => (column.Name, column.Type)));
    }

    private static List<string> Pixels(ITransformer model, IDataView rows)
    {
        IDataView output = model.Transform(rows);
        IEnumerable<string> floats = output.GetColumn<VBuffer<float>>(output.Schema["Pixels"]).Select(value => string.Join(' ', value.DenseValues()));
        IEnumerable<string> gray = output.GetColumn<VBuffer<byte>>(output.Schema["GrayPixels"]).Select(value => string.Join(' ', value.DenseValues()));
        IEnumerable<string> again = output.GetColumn<MLImage>(output.Schema["Again"]).Select(image => string.Join(' ', image.GetBGRPixels));
        return [.. floats, .. gray, .. again];
    }

    private IDataView Load(params string[] paths)
    {
        IDataView rows = _ml.Paths(paths);
        return _ml.Transforms.LoadImages("Image", _folder, "Path").Fit(rows).Transform(rows);
    }
}
