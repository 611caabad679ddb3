using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Quantization;

/// <summary>What is refused.</summary>
public sealed class QuantizeLimitsTests : IDisposable
{
    private static readonly QuantizationOptions AnyCost = new() { MaxLoss = 100, MinSpeedup = 0 };

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _photos;

    public QuantizeLimitsTests() =>
        _photos = [.. Enumerable.Range(1, 12).Select(i => _folder.Write($"{i:00}.png", TestImages.Png(i, 40, 40)))];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_worse_network_is_refused_with_its_figures()
    {
        // Weights of one layer span so many orders within a channel that 8 bits lose nearly all of them.
        OnnxNetwork hostile = Hostile();
        var refused = Assert.Throws<QuantizationException>(() =>
            Backbone.FromNetwork("hostile", hostile, Tiny.Preprocessing).Quantize(_photos, AnyCost with { MaxLoss = 0.01 })
        );

        Assert.Contains("'hostile' with 8 bits loses", refused.Message, StringComparison.Ordinal);
        Assert.Contains("allowed: 0.01", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Report!.Loss > 0.01);
    }

    [Fact]
    public void A_slower_network_is_refused_with_its_figures()
    {
        var refused = Assert.Throws<QuantizationException>(() => Tiny.Backbone.Quantize(_photos, AnyCost with { MinSpeedup = 1000 }));

        Assert.Contains("needed: 1000", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.Report);
    }

    [Fact]
    public void Too_few_different_photos_are_refused()
    {
        Action few = () => Tiny.Backbone.Quantize([.. Enumerable.Repeat(_photos[0], 20), .. _photos[1..5]]);

        Assert.Contains("5 different photos; needed: 8", Assert.Throws<ArgumentException>(few).Message, StringComparison.Ordinal);
        Assert.Contains(
            "0 different photos",
            Assert.Throws<ArgumentException>(() => Tiny.Backbone.Quantize([])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_photo_that_cannot_be_read_is_named()
    {
        string bad = _folder.Write("bad.jpg", [1, 2, 3]);

        Assert.Contains(
            "bad.jpg",
            Assert.Throws<ImageInputException>(() => Tiny.Backbone.Quantize([.. _photos, bad])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_network_that_is_quantized_already_is_refused()
    {
        OnnxNetwork small = Tiny.Backbone.Quantize(_photos, AnyCost).Network;

        Assert.Contains(
            "quantised already",
            Assert.Throws<OnnxNetworkException>(() => small.Quantize(_photos)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_network_without_layers_to_quantize_is_refused()
    {
        OnnxNetwork network = new GraphBuilder().Input("x", "N", 3, 8, 8).Op("Softsign", "a").Op("GlobalAveragePool", "y").Build();

        Assert.Contains(
            "nothing to quantise",
            Assert.Throws<OnnxNetworkException>(() => network.Quantize(_photos)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Vectors_are_refused()
    {
        OnnxNetwork network = new GraphBuilder().Input("x", "N", 3, 50).Op("Flatten", "a").Dense("y", 150, 2).Build();

        Assert.Contains(
            "allowed, to quantise it: photos",
            Assert.Throws<OnnxNetworkException>(() => network.Quantize(_photos)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_layer_that_gives_no_number_is_named_with_the_photo()
    {
        var graph = new GraphBuilder();
        OnnxNetwork network = graph
            .Input("x", "N", 3, 8, 8)
            .Conv("conv1", 3, 2, 1)
            .Op("Log", "log")
            .Conv("conv2", 2, 2, 1)
            .Op("GlobalAveragePool", "y")
            .Build();
        string message = Assert.Throws<OnnxNetworkException>(() => network.Quantize(_photos)).Message;

        Assert.Contains(".png'", message, StringComparison.Ordinal);
        Assert.Contains("finite numbers", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_that_give_a_constant_or_have_no_weights_in_a_channel_are_no_matter()
    {
        var graph = new GraphBuilder();
        OnnxNetwork network = graph
            .Input("x", "N", 3, 8, 8)
            .Conv("conv1", 3, 2, 1)
            .Op("Relu", "a")
            .Conv("conv2", 2, 3, 1)
            .Op("GlobalAveragePool", "y")
            .Build();
        network = network.WithWeights(
            new Dictionary<string, StoredTensor>
            {
                ["conv1.weight"] = StoredTensor.OfFloats(new float[6], 2, 3, 1, 1),
                ["conv1.bias"] = StoredTensor.OfFloats([-1, 0], 2),
            }
        );
        QuantizationReport report = network.Quantize(_photos, AnyCost).Report;

        Assert.InRange(report.LeastCosine, 0.999, 1.0001);
    }

    [Theory]
    [InlineData(nameof(QuantizationOptions.Percentile), "50 to 100")]
    [InlineData(nameof(QuantizationOptions.CalibrationPhotos), "8 or more")]
    [InlineData(nameof(QuantizationOptions.MaxLoss), "0 or more")]
    [InlineData(nameof(QuantizationOptions.MinSpeedup), "0 or more")]
    [InlineData(nameof(QuantizationOptions.NumberOfThreads), "1 or more")]
    [InlineData(nameof(QuantizationOptions.Method), "MinMax, Entropy, Percentile")]
    [InlineData(nameof(QuantizationOptions.Precision), "Int8, Half")]
    public void An_option_out_of_range_is_named_with_what_is_allowed(string name, string allowed)
    {
        QuantizationOptions wrong = name switch
        {
            nameof(QuantizationOptions.Percentile) => new() { Percentile = double.NaN },
            nameof(QuantizationOptions.CalibrationPhotos) => new() { CalibrationPhotos = 7 },
            nameof(QuantizationOptions.MaxLoss) => new() { MaxLoss = -1 },
            nameof(QuantizationOptions.MinSpeedup) => new() { MinSpeedup = double.NaN },
            nameof(QuantizationOptions.NumberOfThreads) => new() { NumberOfThreads = 0 },
            nameof(QuantizationOptions.Method) => new() { Method = (CalibrationMethod)9 },
            _ => new() { Precision = (NetworkPrecision)9 },
        };
        string message = Assert.Throws<ArgumentException>(() => Tiny.Backbone.Quantize(_photos, wrong)).Message;

        Assert.Contains($"QuantizationOptions.{name} is ", message, StringComparison.Ordinal);
        Assert.Contains(allowed, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_must_be_as_many_as_photos() =>
        Assert.Contains(
            "2 labels for 12 photos",
            Assert.Throws<ArgumentException>(() => Tiny.Backbone.Quantize(_photos, labels: ["a", "b"])).Message,
            StringComparison.Ordinal
        );

    private static OnnxNetwork Hostile()
    {
        var graph = new GraphBuilder();
        OnnxNetwork network = graph
            .Input("x", "N", 3, 32, 32)
            .Conv("conv1", 3, 4, 3)
            .Op("Relu", "a")
            .Conv("conv2", 4, 4, 3)
            .Op("GlobalAveragePool", "y")
            .Build();
        float[] first = new float[4 * 27],
            second = new float[4 * 36];
        for (int i = 0; i < first.Length; i++)
            first[i] = ((i * 7 % 11) - 5) * (i < 27 ? 1000 : 0.01f);
        for (int i = 0; i < second.Length; i++)
            second[i] = ((i * 5 % 13) - 6) * (i % 36 < 9 ? 1e-6f : 1);
        return network.WithWeights(
            new Dictionary<string, StoredTensor>
            {
                ["conv1.weight"] = StoredTensor.OfFloats(first, 4, 3, 3, 3),
                ["conv2.weight"] = StoredTensor.OfFloats(second, 4, 4, 3, 3),
            }
        );
    }
}
