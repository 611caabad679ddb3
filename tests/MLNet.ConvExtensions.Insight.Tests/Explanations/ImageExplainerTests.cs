using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Tests.Explanations;

[Collection("TorchSharp")]
public sealed class ImageExplainerTests
{
    private static readonly MLContext Ml = new(seed: 1);

    [Fact]
    public void Photos_that_cannot_be_read_are_named_and_the_others_go_on()
    {
        using var folder = new TemporaryFolder();
        string broken = folder.Write("broken.jpg", [1, 2, 3]);
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(SmallNetworks.Backbone(SmallNetworks.Pooled));
        ImageExplanation[] found = [.. explainer.Explain([Photos.Some[0], broken, folder.File("gone.jpg"), Photos.Some[1]])];
        Assert.Equal([true, false, false, true], found.Select(f => f.Map is not null));
        Assert.Contains("broken.jpg", found[1].Error, StringComparison.Ordinal);
        Assert.Contains("gone.jpg", found[2].Error, StringComparison.Ordinal);
        Assert.Throws<ImageInputException>(() => explainer.Explain(broken));
        Assert.Throws<InvalidOperationException>(() => found[1].SaveOverlay(folder.File("no.png")));
    }

    [Fact]
    public void Photos_are_read_when_their_explanations_are_asked_for()
    {
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(SmallNetworks.Backbone(SmallNetworks.Pooled));
        Assert.NotNull(explainer.Explain(Endless()).First().Map);

        static IEnumerable<string> Endless()
        {
            while (true)
                yield return Photos.Some[0];
        }
    }

    [Theory]
    [InlineData("eel", "There is no class 'eel'")]
    [InlineData("4", "There is no class '4'")]
    public void Unknown_classes_are_refused(string name, string part)
    {
        IDataView photos = Ml.Data.LoadImageFolder(Photos.Folder);
        ITransformer model = Ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(Ml.Transforms.ConvFeatures("Features", "ImagePath", SmallNetworks.Backbone(SmallNetworks.Pooled)))
            .Append(Ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(photos);
        var error = Assert.Throws<ArgumentException>(() =>
            Ml.Model.CreateImageExplainer(model, photos.Schema, new ExplanationOptions { Class = name })
        );
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Contains("'plain', 'striped'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_categories_of_a_network_are_refused() =>
        Assert.Throws<ArgumentException>(() =>
            Ml.Model.CreateImageExplainer(SmallNetworks.Backbone(SmallNetworks.Pooled), new ExplanationOptions { Class = "eel" })
        );

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        (ExplanationOptions Options, string Part)[] cases =
        [
            (new() { Method = (ExplanationMethod)9 }, "ExplanationOptions.Method is '9'"),
            (new() { OcclusionCells = 1 }, "ExplanationOptions.OcclusionCells is '1'; allowed: 2 to 256"),
            (new() { SmoothGradSamples = 0 }, "ExplanationOptions.SmoothGradSamples is '0'"),
            (new() { SmoothGradNoise = double.NaN }, "ExplanationOptions.SmoothGradNoise is 'NaN'"),
            (new() { NumberOfThreads = 0 }, "ExplanationOptions.NumberOfThreads is '0'"),
            (new() { Method = ExplanationMethod.Occlusion, Layer = "x" }, "ExplanationOptions.Layer is 'x'; allowed: none with Occlusion"),
        ];
        Assert.All(
            cases,
            c =>
            {
                var error = Assert.Throws<ArgumentException>(() =>
                    Ml.Model.CreateImageExplainer(SmallNetworks.Backbone(SmallNetworks.Pooled), c.Options)
                );
                Assert.Contains(c.Part, error.Message, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Networks_that_end_in_features_have_no_class_to_explain()
    {
        Backbone features = Backbone.FromNetwork(
            "features",
            SmallNetworks.Pooled.CutAt("averages"),
            SmallNetworks.Preprocessing,
            "averages"
        );
        var error = Assert.Throws<OnnxNetworkException>(() => Ml.Model.CreateImageExplainer(features));
        Assert.Contains("has no classifier", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_is_of_the_centre_crop_that_the_network_sees()
    {
        using var folder = new TemporaryFolder();
        string wide = folder.Write("wide.png", TestImages.Png(1, 128, 64));
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(SmallNetworks.Backbone(SmallNetworks.Pooled));
        // 24 of 32 pixels are cut out of 64x32.
        Assert.Equal(new ImageRegion(20 / 64.0, 4 / 32.0, 24 / 64.0, 24 / 32.0), explainer.Explain(wide).Region);
    }

    [Fact]
    public void Overlay_colours_what_speaks_for_the_class_and_leaves_the_rest_as_it_is()
    {
        using var folder = new TemporaryFolder();
        using SKBitmap plain = new(new SKImageInfo(64, 64, SKColorType.Rgba8888, SKAlphaType.Opaque));
        plain.Erase(new SKColor(100, 100, 100));
        using (SKData png = plain.Encode(SKEncodedImageFormat.Png, 100))
            folder.Write("gray.png", png.ToArray());
        var found = new ImageExplanation
        {
            Image = folder.File("gray.png"),
            Map = new ExplanationMap(2, 2, [1, 0, -1, 0.5f]),
            Region = new ImageRegion(0.25, 0.25, 0.5, 0.5),
        };
        found.SaveOverlay(folder.File("overlay.png"), side: 64);
        using SKBitmap overlay = SKBitmap.Decode(folder.File("overlay.png"));
        Assert.Equal((64, 64), (overlay.Width, overlay.Height));
        var gray = new SKColor(100, 100, 100);
        Assert.Equal([gray, gray, gray], new[] { overlay.GetPixel(2, 2), overlay.GetPixel(60, 60), overlay.GetPixel(18, 46) });
        SKColor hot = overlay.GetPixel(18, 18);
        Assert.True(hot.Red > 150 && hot.Green < 60, $"{hot}");
        Assert.Equal(["gray.png", "overlay.png"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Maps_are_saved_for_NumPy()
    {
        using var folder = new TemporaryFolder();
        new ExplanationMap(2, 3, [1, 2, 3, 4, 5, -6]).Save(folder.File("map.npy"));
        (int[] shape, float[] values) = Npy.Read<float>(folder.File("map.npy"));
        Assert.Equal([2, 3], shape);
        Assert.Equal([1, 2, 3, 4, 5, -6], values);
        Assert.Equal(0, (new FileInfo(folder.File("map.npy")).Length - (6 * sizeof(float))) % 64);
    }

    [Fact]
    public void Trained_networks_are_explained_before_their_softmax_in_memory_and_saved()
    {
        using var folder = new TemporaryFolder();
        IDataView photos = Ml.Data.LoadImageFolder(Photos.Folder);
        ITransformer model = Ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(
                Ml.MulticlassClassification.Trainers.ConvNet(
                    NetworkBuilder.Image(16, 16, 3).Conv(4, 3, name: "conv1").Relu("maps").GlobalAveragePool().Dense(2).Build("small"),
                    new ConvNetOptions
                    {
                        FeatureColumnName = "ImagePath",
                        Epochs = 1,
                        BatchSize = 8,
                        Preprocessing = new BackbonePreprocessing { Width = 16, Height = 16 },
                    }
                )
            )
            .Fit(photos);
        Ml.Model.Save(model, photos.Schema, folder.File("model.zip"));
        using ImageModel loaded = Ml.Model.LoadImageModel(folder.File("model.zip"));
        using ImageExplainer inMemory = Ml.Model.CreateImageExplainer(model, photos.Schema),
            saved = Ml.Model.CreateImageExplainer(loaded),
            byGradients = Ml.Model.CreateImageExplainer(loaded, new ExplanationOptions { Method = ExplanationMethod.GradCam });
        Assert.Equal((ExplanationMethod.ClassActivation, "maps"), (inMemory.Method, byGradients.Layer));
        ImageExplanation expected = inMemory.Explain(Photos.Some[0]),
            found = saved.Explain(Photos.Some[0]),
            gradients = byGradients.Explain(Photos.Some[0]);
        Assert.Equal(expected.Class, found.Class);
        Assert.Equal(expected.Logit!.Value, gradients.Logit!.Value, 1e-5f);
        for (int i = 0; i < found.Map!.Values.Length; i++)
        {
            Assert.Equal(expected.Map!.Values[i], found.Map.Values[i], 1e-6f);
            Assert.Equal(Math.Max(0, expected.Map.Values[i]), gradients.Map!.Values[i], 1e-6f);
        }
    }
}
