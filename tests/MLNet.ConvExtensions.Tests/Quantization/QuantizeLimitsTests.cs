using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Quantization;

/// <summary>What is refused, and what stays in 32 bits.</summary>
public sealed class QuantizeLimitsTests : IDisposable
{
    private static readonly QuantizationOptions AnyCost = new() { MaxLoss = 100, MinSpeedup = 0 };

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _photos;

    public QuantizeLimitsTests() =>
        _photos = [.. Enumerable.Range(1, 12).Select(i => _folder.Write($"{i:00}.png", TestImages.Png(i, 40, 40)))];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_layer_that_loses_most_stays_in_32_bits()
    {
        var backbone = Backbone.FromNetwork("one", Starved("conv2"), Tiny.Preprocessing);
        QuantizationReport report = backbone.Quantize(_photos, AnyCost with { MaxLoss = 1 }).Report;

        Assert.Equal(["conv2"], report.LayersIn32Bits);
        Assert.Equal(3, report.QuantizedLayers);
        Assert.InRange(report.Loss, 0, 1);
    }

    [Fact]
    public void A_worse_network_is_refused_with_its_figures()
    {
        // Of four layers two at most stay in 32 bits.
        OnnxNetwork hostile = Starved("conv2", "conv3", "conv4");
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

    /// <summary>
    /// Four layers. Of those that are named, huge weights for a channel that is always 0 take all steps of 8 bits from the other weights, which
    /// are then 0. Without biases nothing is left of an image.
    /// </summary>
    private static OnnxNetwork Starved(params string[] layers)
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 3, 32, 32)
            .Conv("conv1", 3, 4, 3)
            .Op("Relu", "a")
            .Conv("conv2", 4, 4, 1)
            .Op("Relu", "b")
            .Conv("conv3", 4, 4, 1)
            .Op("Relu", "c")
            .Conv("conv4", 4, 4, 1)
            .Op("GlobalAveragePool", "y")
            .Build();
        var weights = new Dictionary<string, StoredTensor>();
        foreach ((string name, StoredTensor tensor) in network.Initializers)
        {
            float[] values = [.. tensor.ToFloats().Select(Math.Abs)];
            string layer = name.Split('.')[0],
                next = $"conv{layer[^1] - '0' + 1}";
            if (name.EndsWith(".bias", StringComparison.Ordinal))
            {
                Array.Clear(values);
                values[0] = layers.Contains(next) ? -1000 : 0;
            }
            else if (layers.Contains(layer))
            {
                for (int i = 0; i < values.Length; i += 4)
                    values[i] = 1e5f;
            }

            weights.Add(name, StoredTensor.OfFloats(values, [.. tensor.Shape]));
        }

        return network.WithWeights(weights);
    }
}
