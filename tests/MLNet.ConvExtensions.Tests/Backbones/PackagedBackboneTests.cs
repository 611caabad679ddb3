using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Backbones;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>The ResNet-18 of a package: judged by the package's own two networks, run by ONNX Runtime one after the other.</summary>
public sealed class PackagedBackboneTests(PackagedBackboneTests.Loaded loaded) : IClassFixture<PackagedBackboneTests.Loaded>
{
    private const int Side = 224;
    private static readonly string Models = Path.Combine(AppContext.BaseDirectory, "DnnImageModels");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Its_features_are_those_of_the_packages_two_networks_in_a_row(int images)
    {
        // Red, green, blue from 0 to 255: what the package's first network takes.
        float[] pixels = [.. Ort.Noise(images, images, 3, Side, Side).Select(v => MathF.Round(127.5f * (v + 1)))];
        float[] features = Ort.Run(loaded.Network, BlueFirst(pixels), images, 3, Side, Side).Values;

        Assert.Equal(images * 512, features.Length);
        Ort.AssertClose([.. pixels.Chunk(3 * Side * Side).SelectMany(Reference)], features);
    }

    [Fact]
    public void Its_features_of_photos_are_those_of_the_packages_two_networks()
    {
        var ml = new MLContext(1);
        string[] photos =
        [
            .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data", "photos")).Order(StringComparer.Ordinal).Take(3),
        ];
        IDataView data = ml.Data.LoadFromEnumerable(photos.Select(p => new Photo { Path = p }));
        using ConvFeaturesTransformer stage = ml.Transforms.ConvFeatures("Features", "Path", loaded.Backbone).Fit(data);
        float[][] features = [.. stage.Transform(data).GetColumn<float[]>("Features")];

        Assert.Equal((512, "avgpool"), (stage.FeatureCount, stage.Layer));
        Assert.Equal(photos.Length, features.Length);
        for (int i = 0; i < photos.Length; i++)
            Ort.AssertClose(Reference(Pixels(photos[i])), features[i]);
    }

    [Fact]
    public void Its_layers_are_named_as_in_the_same_architecture_written_here()
    {
        OnnxNetwork written = Architectures.ResNet18(Side, Side, 3, 10);
        string[] own =
        [
            .. loaded
                .Network.Layers.Select(l => l.Name)
                .Where(n => n is "centred" or "avgpool" || n.StartsWith("layer4.2.", StringComparison.Ordinal)),
        ];

        Assert.Equal(
            [
                "centred",
                "layer4.2.conv1",
                "layer4.2.bn1",
                "layer4.2.relu1",
                "layer4.2.conv2",
                "layer4.2.bn2",
                "layer4.2.add",
                "layer4.2.relu",
                "avgpool",
            ],
            own
        );
        Assert.All(
            loaded.Network.Layers.Where(l => !own.Contains(l.Name)),
            l =>
                Assert.Equal(
                    (l.Operator, l.OutputShape?.ToString()),
                    (written.FindLayer(l.Name).Operator, written.FindLayer(l.Name).OutputShape?.ToString())
                )
        );
        Assert.Contains(loaded.Network.Graph.Initializer, t => t.Name == "layer4.2.bn2.running_var");
    }

    [Fact]
    public void The_mean_image_is_no_weight()
    {
        Assert.Equal(15_908_800, loaded.Network.ParameterCount);
        Assert.Contains("15,908,800", loaded.Network.Summary().ToString(), StringComparison.Ordinal);
        Assert.Null(loaded.Network.Inputs.Single().Shape![0]);
    }

    [Theory]
    [InlineData("PackagedResNet18")]
    [InlineData("packaged-resnet18")]
    [InlineData("Packaged ResNet-18")]
    public void It_has_a_name_of_its_own(string name)
    {
        Assert.Equal("PackagedResNet18", Backbone.Named(name).Name);
        Assert.Null(Backbone.Named(name).Record);
        Assert.Equal("ResNet18", Backbone.Named("resnet-18").Name);
        Assert.Contains(
            "'PackagedResNet18'",
            Assert.Throws<ArgumentException>(() => Backbone.Named("packaged")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_the_package_one_line_says_what_to_add()
    {
        using var folder = new TemporaryFolder();
        string message = Assert.Throws<OnnxNetworkException>(() => PackagedBackbone.Load([folder.Path])).Message;

        Assert.Contains(folder.Path, message, StringComparison.Ordinal);
        Assert.EndsWith("dotnet add package Microsoft.ML.DnnImageFeaturizer.ResNet18 --version 0.23.1", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_file_that_is_damaged_or_another_is_refused()
    {
        using var folder = new TemporaryFolder();
        string first = Path.Combine("ResNetPrepOnnx", "ResNetPreprocess.onnx"),
            second = Path.Combine("ResNet18Onnx", "ResNet18.onnx");
        foreach (string file in (string[])[first, second])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(file))!);
            File.Copy(Path.Combine(Models, file), folder.File(file));
        }

        using (FileStream damaged = File.OpenWrite(folder.File(second)))
            damaged.WriteByte(9);
        string message = Assert.Throws<OnnxNetworkException>(() => PackagedBackbone.Load([folder.Path])).Message;

        Assert.Contains(folder.File(second), message, StringComparison.Ordinal);
        Assert.Contains("Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_found_in_the_package_that_its_assembly_was_loaded_from()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("tools"));
        Directory.CreateSymbolicLink(folder.File("tools/DnnImageModels"), Models);

        Assert.Equal(
            [folder.File(Path.Combine("tools", "DnnImageModels"))],
            PackagedBackbone.PackageFolder(folder.File("lib/netstandard2.0"))
        );
        Assert.Empty(PackagedBackbone.PackageFolder(""));
        Assert.NotEmpty(
            PackagedBackbone.Load([folder.File("nothing"), .. PackagedBackbone.PackageFolder(folder.File("lib/netstandard2.0"))]).Layers
        );
    }

    [Fact]
    public void A_mean_image_of_another_size_is_refused()
    {
        string message = Assert
            .Throws<OnnxNetworkException>(() =>
                NetworkBuilder
                    .Image(8, 8, 3)
                    .Conv(2, 3)
                    .Build("small")
                    .WithMeanImage("image", TensorContents.Floats("mean", new float[3 * 8 * 9], 1, 3, 8, 9))
            )
            .Message;

        Assert.Contains("[1, 3, 8, 9]", message, StringComparison.Ordinal);
        Assert.Contains("'small'", message, StringComparison.Ordinal);
    }

    /// <summary>An image's planes through both of the package's networks.</summary>
    private static float[] Reference(float[] pixels)
    {
        float[] prepared = Ort.RunAll(
            File.ReadAllBytes(Path.Combine(Models, "ResNetPrepOnnx", "ResNetPreprocess.onnx")),
            pixels,
            1,
            3,
            Side,
            Side
        )[0].Values;
        return Ort.RunAll(File.ReadAllBytes(Path.Combine(Models, "ResNet18Onnx", "ResNet18.onnx")), prepared, 1, 3, Side, Side)[0].Values;
    }

    private static float[] BlueFirst(float[] pixels) =>
        [.. pixels.Chunk(3 * Side * Side).SelectMany(image => image.Chunk(Side * Side).Reverse().SelectMany(plane => plane))];

    /// <summary>The whole photo at the network's size, as planes of red, green and blue.</summary>
    private static float[] Pixels(string path)
    {
        var ml = new MLContext(1);
        OnnxNetwork planes = NetworkBuilder.Image(Side, Side, 3).Flatten().Build("planes");
        var plain = new BackbonePreprocessing
        {
            CropFraction = 1,
            Scale = 1,
            Mean = [0, 0, 0],
            StandardDeviation = [1, 1, 1],
        };
        IDataView data = ml.Data.LoadFromEnumerable(new[] { new Photo { Path = path } });
        using ConvFeaturesTransformer stage = ml
            .Transforms.ConvFeatures("Features", "Path", Backbone.FromNetwork("planes", planes, plain))
            .Fit(data);
        return stage.Transform(data).GetColumn<float[]>("Features").Single();
    }

    /// <summary>Loaded once: it has 64 MB.</summary>
    public sealed class Loaded
    {
        public Backbone Backbone { get; } = Backbone.PackagedResNet18;

        public OnnxNetwork Network => Backbone.Network;
    }

    private sealed class Photo
    {
        public string Path { get; set; } = "";
    }
}
