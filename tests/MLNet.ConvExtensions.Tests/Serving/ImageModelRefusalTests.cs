using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Serving;

/// <summary>What is no model of images, or no image, is told in one line that names it.</summary>
public sealed class ImageModelRefusalTests(ImageModels models) : IClassFixture<ImageModels>
{
    // A device that no machine has.
    private const int NoSuchGpu = 99;

    private readonly MLContext _ml = models.Context;

    [Fact]
    public void A_model_that_is_not_there_is_named() =>
        Says<FileNotFoundException>(() => _ml.Model.LoadImageModel(models.File("gone.zip")), models.File("gone.zip"));

    [Fact]
    public void A_damaged_model_is_named()
    {
        string file = models.Save(models.Fit("features", "paths"), models.Data("paths").Schema),
            damaged = models.File("damaged.zip");
        byte[] whole = File.ReadAllBytes(file);
        foreach (int length in new[] { 0, 10, whole.Length / 2, whole.Length - 10 })
        {
            File.WriteAllBytes(damaged, whole[..length]);
            Says<FormatException>(() => _ml.Model.LoadImageModel(damaged), damaged);
        }

        whole[whole.Length / 2] ^= 1;
        File.WriteAllBytes(damaged, whole);
        Says<FormatException>(() => _ml.Model.LoadImageModel(damaged), damaged);
        Assert.Throws<FormatException>(() => _ml.Model.LoadImageModel(new MemoryStream(whole)));
    }

    [Fact]
    public void A_model_of_numbers_says_what_it_predicts_from()
    {
        IDataView rows = Rows(i => new NumberRow { Label = $"{i % 3}", Features = [i % 3, i, 1] });
        AssertRefused(
            Saved(rows, models.Key(), models.Linear()),
            "predicts from 'Features' (Vector<Single, 3>)",
            "paths (text), encoded images (vector of bytes) or MLImage",
            "through the model's Transform"
        );
    }

    [Fact]
    public void A_model_of_pixel_vectors_says_so()
    {
        IDataView rows = Rows(i => new PixelRow { Label = $"{i % 3}", Image = [.. Enumerable.Repeat(10f * (i % 3), 3 * 32 * 32)] });
        AssertRefused(
            Saved(rows, models.Key(), models.Conv(), models.Linear()),
            "predicts from 'Image' (Vector<Single, 3072>)",
            "pixels among them"
        );
    }

    [Fact]
    public void A_model_of_text_is_no_model_of_paths()
    {
        IDataView rows = Rows(i => new TextRow { Label = $"{i % 3}", Text = $"word{i % 3} word" });
        IEstimator<ITransformer> features = _ml.Transforms.Text.FeaturizeText("Features", "Text");
        AssertRefused(Saved(rows, models.Key(), features, models.Linear()), "predicts from 'Text' (String)");
    }

    [Fact]
    public void A_model_that_reads_another_column_too_is_not_given_a_made_up_value_of_it()
    {
        IDataView data = models.Data("paths");
        AssertRefused(
            Saved(data, models.Key(), models.Conv(), _ml.Transforms.Concatenate("Features", "Features", "Number"), models.Linear()),
            "'Image' (String)",
            "'Number' (Single)",
            "one column of images alone"
        );
    }

    [Fact]
    public void A_model_without_a_trainer_says_what_it_gives() =>
        AssertRefused(Saved(models.Data("paths"), models.Conv()), "no column 'Score'; it gives", "'Features'");

    [Fact]
    public void A_clustering_is_no_classifier()
    {
        IEstimator<ITransformer> clusters = _ml.Clustering.Trainers.KMeans(numberOfClusters: 2);
        AssertRefused(Saved(models.Data("paths"), models.Conv(), clusters), "of the kind Clustering");
    }

    [Fact]
    public void A_column_of_images_can_be_named_and_is_checked()
    {
        string file = models.Save(models.Fit("features", "paths"), models.Data("paths").Schema);
        using (ImageModel model = _ml.Model.LoadImageModel(file, "Image"))
            Assert.Equal("Image", model.InputColumnName);
        Says<NotSupportedException>(
            () => _ml.Model.LoadImageModel(file, "Label"),
            "predicts from 'Image' (String); needed: the column 'Label' of images"
        );
        Assert.Throws<NotSupportedException>(() => _ml.Model.LoadImageModel(file, "Photo"));
    }

    [Fact]
    public void A_model_saved_without_its_schema_predicts_where_it_needs_no_other_column()
    {
        ITransformer conv = models.Fit("binary", "bytes");
        using ImageModel model = _ml.Model.LoadImageModel(models.Save(conv, null));
        Assert.Null(model.InputSchema);
        IEnumerable<float> expected = conv.Transform(models.Data("bytes")).GetColumn<float>("Score");
        Assert.Equal(expected, models.Paths.Select(path => model.Predict(path).Scores[0]));
        AssertRefused(models.Save(models.Fit("features", "paths"), null), "can't be used on images alone", "Label");
    }

    [Fact]
    public void Images_that_cannot_be_read_are_named()
    {
        using ImageModel model = _ml.Model.CreateImageModel(models.Fit("features", "images"), models.Data("images").Schema);
        string gone = models.File("none.png");
        string message = Assert.Throws<ImageInputException>(() => model.Predict(gone)).Message;
        Assert.Contains($"'{gone}' can't be read: there is no such file", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Row", message, StringComparison.Ordinal);
        Says<ImageInputException>(() => model.Predict(new byte[] { 1, 2, 3 }), "3 bytes that begin with 010203");
        Says<ImageInputException>(() => model.Predict(Array.Empty<byte>()), "0 bytes");
        Assert.Throws<ImageInputException>(() => model.Predict(models.Images[0][..100]));
        Assert.Throws<ArgumentException>(() => model.Predict(""));
        Assert.Throws<ArgumentNullException>(() => model.Predict((MLImage)null!));
        Assert.Throws<ArgumentNullException>(() => model.Predict((Stream)null!));
        Assert.Throws<ArgumentNullException>(() => model.Predict((IEnumerable<string>)null!));
    }

    [Theory]
    [InlineData("features", "paths")]
    [InlineData("trees", "bytes")]
    [InlineData("hand-crafted", "paths")]
    public void A_bad_image_is_an_error_also_where_training_took_it_as_missing(string kind, string form)
    {
        ITransformer lenient = models.Fit(kind, form, BadImageHandling.Missing);
        using ImageModel inMemory = _ml.Model.CreateImageModel(lenient, models.Data(form).Schema);
        using ImageModel loaded = _ml.Model.LoadImageModel(models.Save(lenient, models.Data(form).Schema));
        Assert.All([inMemory, loaded], model => Assert.Throws<ImageInputException>(() => model.Predict(new byte[] { 1, 2, 3 })));
        Assert.All([inMemory, loaded], model => Assert.NotNull(model.Predict(models.Images[1]).Label));
    }

    [Fact]
    public void A_model_that_loads_files_by_a_stage_of_ML_NET_takes_paths_only()
    {
        string file = Saved(
            models.Data("paths"),
            models.Key(),
            _ml.Transforms.LoadImages("Loaded", "", "Image"),
            _ml.Transforms.ConvFeatures("Features", "Loaded", Tiny.Backbone),
            models.Linear()
        );
        using ImageModel model = _ml.Model.LoadImageModel(file);
        Assert.NotNull(model.Predict(models.Paths[0]).Label);
        Says<NotSupportedException>(() => model.Predict(models.Images[0]), "as Path");
        Says<ImageInputException>(() => model.Predict(models.File("none.png")), "none.png");
    }

    [Fact]
    public void A_model_with_stages_of_ML_NET_on_images_is_given_decoded_ones()
    {
        string file = Saved(
            models.Data("images"),
            models.Key(),
            _ml.Transforms.ResizeImages("Small", 32, 32, "Image"),
            _ml.Transforms.ConvFeatures("Features", "Small", Tiny.Backbone),
            models.Linear()
        );
        using ImageModel model = _ml.Model.LoadImageModel(file, "Image");
        for (int i = 0; i < ImageModels.Count; i++)
        {
            float[] expected = model.Predict(models.MLImageOf(i)).Scores;
            Assert.Equal(expected, model.Predict(models.Images[i]).Scores);
            Assert.Equal(expected, model.Predict(models.Paths[i]).Scores);
        }
    }

    [Theory]
    [InlineData("features")]
    [InlineData("trained")]
    public void A_GPU_that_is_not_there_is_an_error_unless_the_CPU_is_allowed_instead(string kind)
    {
        IDataView data = models.Data("paths");
        ITransformer fitted = models.Fit(kind, "paths");
        string file = models.Save(fitted, data.Schema);
        Func<IDisposable>[] explicitly =
        [
            () => _ml.Model.LoadImageModel(file, gpuDeviceId: NoSuchGpu),
            () => _ml.Model.CreateImageModel(fitted, data.Schema, gpuDeviceId: NoSuchGpu),
            () => (IDisposable)_ml.Model.LoadWithConvFeatures(file, out _, NoSuchGpu),
            () => (IDisposable)_ml.Model.LoadWithConvFeatures(new MemoryStream(File.ReadAllBytes(file)), out _, NoSuchGpu),
        ];
        Assert.All(explicitly, load => Says<InvalidOperationException>(load, "GPU 99 can't be used"));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Model.LoadImageModel(file, gpuDeviceId: -1));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Model.CreateImageModel(fitted, data.Schema, gpuDeviceId: -1));

        using ImageModel plain = _ml.Model.LoadImageModel(file);
        using ImageModel loaded = _ml.Model.LoadImageModel(file, gpuDeviceId: NoSuchGpu, fallbackToCpu: true);
        using ImageModel created = _ml.Model.CreateImageModel(fitted, data.Schema, gpuDeviceId: NoSuchGpu, fallbackToCpu: true);
        Assert.Equal(plain.Predict(models.Paths[4]).Scores, loaded.Predict(models.Paths[4]).Scores);
        Assert.Equal(plain.Predict(models.Paths[4]).Scores, created.Predict(models.Paths[4]).Scores);
    }

    private string Saved(IDataView data, params IEstimator<ITransformer>[] stages) => models.Save(models.Fit(data, stages), data.Schema);

    private IDataView Rows<TRow>(Func<int, TRow> create)
        where TRow : class => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 9).Select(create).ToList());

    private void AssertRefused(string file, params string[] parts) =>
        Says<NotSupportedException>(() => _ml.Model.LoadImageModel(file), [Path.GetFileName(file), .. parts]);

    private static void Says<TException>(Func<object> act, params string[] parts)
        where TException : Exception
    {
        string message = Assert.Throws<TException>(act).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private sealed class NumberRow
    {
        public string Label { get; set; } = "";

        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }

    private sealed class PixelRow
    {
        public string Label { get; set; } = "";

        [VectorType(3 * 32 * 32)]
        public float[] Image { get; set; } = [];
    }

    private sealed class TextRow
    {
        public string Label { get; set; } = "";

        public string Text { get; set; } = "";
    }
}
