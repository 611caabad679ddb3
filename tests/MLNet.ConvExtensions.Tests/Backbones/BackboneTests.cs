using System.Reflection;
using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>The registry, and how a named network gets into a pipeline.</summary>
public sealed class BackboneTests
{
    public static TheoryData<string> Names => [.. Backbone.All.Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_record_is_complete(string name)
    {
        BackboneRecord record = Backbone.Named(name).Record!;
        record.Validate();
        record.Preprocessing.Validate();
        Assert.Matches("^[A-Za-z][A-Za-z0-9]+$", record.Name);
        Assert.True(record.IsVerified);
        Assert.InRange(record.Bytes!.Value, 1_000_000, 1_000_000_000);
        Assert.InRange(record.ImageNetTop1!.Value, 50, 90);
        Assert.NotEmpty(record.Addresses);
        Assert.All(record.Addresses, a => Assert.Equal(("https", record.FileName), (a.Scheme, Path.GetFileName(a.LocalPath))));
        Assert.Contains(record.License, new[] { "Apache-2.0", "BSD-3-Clause" });
        Assert.Contains(record.FeatureCount!.Value, new[] { 512, 768, 1024, 1280, 2048, 4096 });
    }

    [Fact]
    public void Names_and_files_and_hashes_are_unique()
    {
        BackboneRecord[] records = [.. Backbone.All.Select(b => b.Record!)];
        Assert.Equal(records.Length, records.DistinctBy(r => r.Name.ToUpperInvariant()).Count());
        Assert.Equal(records.Length, records.DistinctBy(r => r.FileName).Count());
        Assert.Equal(records.Length, records.DistinctBy(r => r.Sha256).Count());
    }

    [Fact]
    public void Every_name_has_a_property()
    {
        PropertyInfo[] properties =
        [
            .. typeof(Backbone).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => p.PropertyType == typeof(Backbone)),
        ];
        string[] names = [.. Backbone.All.Select(b => b.Name), nameof(Backbone.Embedded), nameof(Backbone.PackagedResNet18)];
        Assert.Equal(names.Order(), properties.Select(p => p.Name).Order(), StringComparer.OrdinalIgnoreCase);
        Assert.All(properties, p => Assert.Equal(p.Name, ((Backbone)p.GetValue(null)!).Name, ignoreCase: true));
    }

    [Theory]
    [InlineData("resnet50")]
    [InlineData("ResNet-50")]
    [InlineData("RESNET_50")]
    public void Spelling_does_not_matter(string name) => Assert.Equal("ResNet50", Backbone.Named(name).Name);

    [Theory]
    [InlineData("resnet-50", "ResNet50")]
    [InlineData("nowhere/net", "net")]
    [InlineData("net.onnx", "net")]
    public void A_name_or_a_file_is_told_by_its_form(string nameOrFile, string name) =>
        Assert.Equal(name, Backbone.FromNameOrFile(nameOrFile).Name);

    [Fact]
    public void A_wrong_name_in_a_pipeline_is_answered_with_the_nearest()
    {
        string message = Assert
            .Throws<ArgumentException>(() => new MLContext().Transforms.ConvFeatures("Features", "Image", "mobilenet2"))
            .Message;
        Assert.Contains("MobileNetV2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_name_is_answered_with_the_nearest()
    {
        string message = Assert.Throws<ArgumentException>(() => Backbone.Named("ResNet5")).Message;
        Assert.Contains("'ResNet5'", message, StringComparison.Ordinal);
        Assert.Contains("'ResNet50'", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Backbone.Named(" "));
    }

    [Fact]
    public void A_named_network_goes_through_a_pipeline_like_any_other()
    {
        byte[] file = File.ReadAllBytes(Tiny.File);
        using var folder = new TemporaryFolder();
        using LoopbackServer server = LoopbackServer.Of(file);
        var record = new BackboneRecord
        {
            Name = "Tiny",
            Architecture = "Test",
            Weights = "none",
            Addresses = [server.Address("tiny.onnx")],
            License = "MIT",
            Bytes = file.Length,
            Sha256 = DownloadCase.Hash(file),
            Preprocessing = Tiny.Preprocessing,
            FeatureLayer = "relu2",
        };
        Backbone backbone = Backbone.FromRecord(record, new BackboneCache { Folder = folder.Path });
        var context = new MLContext();
        ConvFeaturesEstimator estimator = context.Transforms.ConvFeatures("Features", "ImagePath", backbone);
        Assert.Empty(server.Requests);
        using ConvFeaturesTransformer transformer = estimator.Fit(context.Data.LoadFromEnumerable(new[] { new Row() }));
        Assert.Equal(("relu2", Tiny.FeatureCount), (transformer.Layer, transformer.FeatureCount));
        Assert.Single(server.Requests);
        Assert.Same(record, backbone.Record);
    }

    [Fact]
    public void A_network_that_could_not_be_had_is_tried_again()
    {
        byte[] file = File.ReadAllBytes(Tiny.File);
        using var folder = new TemporaryFolder();
        using LoopbackServer server = LoopbackServer.Of(file);
        BackboneRecord record = DownloadCase.Record(server) with { Bytes = file.Length, Sha256 = DownloadCase.Hash(file) };
        Backbone backbone = Backbone.FromRecord(record, new BackboneCache { Folder = folder.Path, Offline = true });
        Assert.Throws<BackboneDownloadException>(() => backbone.Network);
        File.WriteAllBytes(folder.File("net.onnx"), file);
        Assert.NotEmpty(backbone.Network.Layers);
        Assert.Same(backbone.Network, backbone.Network);
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
    }
}
