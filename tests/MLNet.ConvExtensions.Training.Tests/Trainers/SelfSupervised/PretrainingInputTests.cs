using Microsoft.ML;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Tests.Support;
using static MLNet.ConvExtensions.Training.Tests.Trainers.SelfSupervised.Drawings;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.SelfSupervised;

/// <summary>What nothing can be learnt from, and how that is said.</summary>
public sealed class PretrainingInputTests
{
    [Theory]
    [InlineData(Kind.Autoencoder)]
    [InlineData(Kind.Rotation)]
    [InlineData(Kind.Contrastive)]
    public void Too_few_images_are_refused(Kind kind)
    {
        Assert.Contains("The data has 1 row; needed: 2 images or more", Refused(kind, Network(3), o => o, Vectors(1, 3)));
        Assert.Contains("The data has no rows", Refused(kind, Network(3), o => o, Vectors(0, 3)));
    }

    [Fact]
    public void Images_that_are_not_square_cannot_be_turned()
    {
        Assert.Contains(
            "takes images of 14 x 12; needed for rotations: as wide as high",
            Refused(Kind.Rotation, Network(3, 12, 14), o => o, Vectors(16, 3, 12, 14))
        );
        Assert.Contains(
            "Augmentation.VerticalFlip is True; allowed: false",
            Refused(Kind.Rotation, Network(3), o => o with { Augmentation = new() { VerticalFlip = true } })
        );
        Assert.Contains(
            "Augmentation.Rotation is 60; allowed: below 45",
            Refused(Kind.Rotation, Network(3), o => o with { Augmentation = new() { Rotation = 60 } })
        );
    }

    [Fact]
    public void Images_without_others_cannot_be_compared()
    {
        Assert.Contains(
            "PretrainContrastiveOptions.BatchSize is 1; allowed: 2 or more",
            Refused(Kind.Contrastive, Network(3), o => o with { BatchSize = 1 })
        );
        Assert.Contains(
            "There is 1 row to validate with; needed: 2 or more",
            Refused(Kind.Contrastive, Network(3), o => o with { ValidationSet = Vectors(1, 3) })
        );
        Assert.Contains(
            "Augmentation is null; allowed: one that changes images",
            Refused(Kind.Contrastive, Network(3), o => o with { Augmentation = null })
        );
        Assert.Contains(
            "Augmentation is one that changes nothing",
            Refused(Kind.Contrastive, Network(3), o => o with { Augmentation = new() })
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(11)]
    [InlineData(double.NaN)]
    public void A_temperature_out_of_range_is_refused(double temperature) =>
        Assert.Contains(
            "PretrainContrastiveOptions.Temperature is",
            Refused(Kind.Contrastive, Network(3), o => (PretrainContrastiveOptions)o with { Temperature = temperature })
        );

    [Theory]
    [InlineData(Kind.Autoencoder)]
    [InlineData(Kind.Rotation)]
    [InlineData(Kind.Contrastive)]
    public void Options_out_of_range_are_refused(Kind kind)
    {
        Assert.Contains("Epochs is 0; allowed: 1", Refused(kind, Network(3), o => o with { Epochs = 0 }));
        Assert.Contains(
            "Augmentation.Mixup is 0.2; allowed: 0: there are no labels to mix",
            Refused(kind, Network(3), o => o with { Augmentation = new() { Mixup = 0.2 } })
        );
        Assert.Contains("OutputColumnName is ; allowed: a column name", Refused(kind, Network(3), o => o with { OutputColumnName = "" }));
        Assert.Contains("There is no column 'Picture'", Refused(kind, Network(3), o => o with { InputColumnName = "Picture" }));
        Assert.Contains("The network has no layer 'conv9'", Refused(kind, Network(3), o => o with { Layer = "conv9" }));
    }

    [Fact]
    public void Options_of_one_kind_are_refused_out_of_range()
    {
        Assert.Contains(
            "ProjectionWidth is 1; allowed: 2 to 65536",
            Refused(Kind.Contrastive, Network(3), o => (PretrainContrastiveOptions)o with { ProjectionWidth = 1 })
        );
        Assert.Contains(
            "HiddenWidth is 0; allowed: 1 to 65536, or null",
            Refused(Kind.Contrastive, Network(3), o => (PretrainContrastiveOptions)o with { HiddenWidth = 0 })
        );
        Assert.Contains(
            "DecoderWidth is 0; allowed: 1 to 1024",
            Refused(Kind.Autoencoder, Network(3), o => (PretrainAutoencoderOptions)o with { DecoderWidth = 0 })
        );
    }

    [Theory]
    [InlineData(Kind.Autoencoder)]
    [InlineData(Kind.Rotation)]
    [InlineData(Kind.Contrastive)]
    public void Networks_that_take_no_images_or_other_ones_are_refused(Kind kind)
    {
        OnnxNetwork signal = NetworkBuilder.Signal(432, 1).Conv(4, 3).GlobalAveragePool().Dense(2).Build("signal");
        Assert.Contains("takes (None, 1, 432) of Float; needed: images, [N, C, H, W] of Float", Refused(kind, signal, o => o));
        Assert.Contains("or Vector<Single, 300> (pixels)", Refused(kind, Network(3, 10, 10), o => o));
    }

    [Theory]
    [InlineData(Kind.Autoencoder)]
    [InlineData(Kind.Rotation)]
    [InlineData(Kind.Contrastive)]
    public void An_operator_that_cannot_be_trained_is_named_with_its_node(Kind kind)
    {
        OnnxNetwork network = Network(3);
        GraphProto graph = network.Graph.Copy();
        int at = graph.Node.ToList().FindIndex(n => n.OpType == "Relu");
        NodeProto foreign = graph.Node[at].Clone();
        foreign.Domain = "com.example";
        graph.Node[at] = foreign;
        graph.ValueInfo.Add(GraphEdits.Describe(foreign.Output[0], network.Info(foreign.Output[0])));

        string message = Refused(kind, network.Edited(graph), o => o);
        Assert.Contains("com.example", message);
        Assert.Contains(foreign.Name, message);
    }

    [Fact]
    public void An_autoencoder_does_not_start_from_maps_larger_than_the_image()
    {
        OnnxNetwork network = NetworkBuilder
            .Image(12, 12, 3)
            .Conv(4, 3, padding: Padding.Full)
            .Relu()
            .GlobalAveragePool()
            .Dense(2)
            .Build("larger");
        Assert.Contains("gives maps of 14 x 14 for images of 12 x 12", Refused(Kind.Autoencoder, network, o => o with { Layer = "relu1" }));
    }

    [Fact]
    public void An_image_that_cannot_be_read_is_named()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 4; i++)
            File.WriteAllBytes(folder.File($"{i}.png"), i == 2 ? [1, 2, 3] : TestImages.Png(i));
        IDataView data = new MLContext().Data.LoadFromEnumerable(
            Enumerable.Range(0, 4).Select(i => new { Image = folder.File($"{i}.png") }).ToArray()
        );

        string message = Refused(Kind.Contrastive, Network(3), o => o with { BatchSize = 2 }, data);
        Assert.Contains("Row 2", message);
        Assert.Contains("2.png", message);
    }

    private static string Refused(
        Kind kind,
        OnnxNetwork network,
        Func<PretrainingOptions, PretrainingOptions> change,
        IDataView? data = null
    ) => Assert.ThrowsAny<Exception>(() => Estimator(kind, network, change).Fit(data ?? Vectors(16, 3))).Message;
}
