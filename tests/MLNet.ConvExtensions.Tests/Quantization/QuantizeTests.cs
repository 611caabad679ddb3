using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Quantization;

/// <summary>Networks made smaller by photos: what comes out, where it can be used, and what is refused.</summary>
public sealed class QuantizeTests : IDisposable
{
    private static readonly QuantizationOptions AnyCost = new() { MaxLoss = 100, MinSpeedup = 0 };

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _photos;

    public QuantizeTests() => _photos = [.. Enumerable.Range(1, 12).Select(i => _folder.Write($"{i:00}.png", TestImages.Png(i, 40, 40)))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CalibrationMethod.MinMax)]
    [InlineData(CalibrationMethod.Entropy)]
    [InlineData(CalibrationMethod.Percentile)]
    public void The_features_of_8_bits_are_nearly_those_of_32(CalibrationMethod method)
    {
        QuantizationResult small = Tiny.Backbone.Quantize(_photos, AnyCost with { Method = method });
        float[][] before = Features(Tiny.Backbone),
            after = Features(Backbone.FromNetwork("small", small.Network));

        Assert.Equal(Tiny.FeatureCount, after[0].Length);
        Assert.All(before.Zip(after), p => Assert.InRange(Cosine(p.First, p.Second), 0.99, 1.0001));
        Assert.True(small.Report.BytesAfter < small.Report.BytesBefore);
        Assert.Equal(
            (12, 12, NetworkPrecision.Int8),
            (small.Report.CalibrationPhotos, small.Report.MeasuredPhotos, small.Report.Precision)
        );
        Assert.Equal(QuantizationMeasure.Agreement, small.Report.Measure);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        byte[] one = Tiny.Backbone.Quantize(_photos, AnyCost with { NumberOfThreads = 1 }).Network.ToBytes(),
            three = Tiny.Backbone.Quantize(_photos, AnyCost with { NumberOfThreads = 3 }).Network.ToBytes();

        Assert.Equal(one, three);
    }

    [Fact]
    public void Half_floats_halve_the_file_and_need_no_ranges()
    {
        QuantizationResult small = Backbone.Embedded.Quantize(_photos, AnyCost with { Precision = NetworkPrecision.Half });

        Assert.InRange(small.Report.BytesAfter / (double)small.Report.BytesBefore, 0.45, 1.1);
        Assert.InRange(small.Report.LeastCosine, 0.9999, 1.0001);
        Assert.Equal((0, 0), (small.Report.CalibrationPhotos, small.Report.QuantizedLayers));
    }

    [Fact]
    public void The_file_says_what_is_done_to_images_and_what_the_classes_are()
    {
        string[] classes = ["a", "b", "c", "d", "e"];
        string file = _folder.File("small.onnx");
        Tiny.Backbone.WithClassNames(classes).Quantize(_photos, AnyCost).Network.Save(file);
        var read = Backbone.FromFile(file);

        Assert.Equal(classes, read.ClassNames);
        Assert.Equivalent(Tiny.Preprocessing, read.GetPreprocessing(out _));
        Assert.Equal(Tiny.Backbone.Network.FindFeatureLayer().OutputName, read.Network.FindFeatureLayer().OutputName);
    }

    [Fact]
    public void Photos_with_classes_that_the_network_knows_are_judged_by_its_answers()
    {
        string[] classes = ["a", "b", "c", "d", "e"];
        string[] labels = [.. _photos.Select((_, i) => classes[i % 5])];
        QuantizationReport report = Tiny.Backbone.WithClassNames(classes).Quantize(_photos, AnyCost, labels).Report;

        Assert.Equal(QuantizationMeasure.Accuracy, report.Measure);
        Assert.Contains(report.Before, Enumerable.Range(0, 13).Select(i => i / 12.0));
    }

    [Fact]
    public void Photos_with_other_classes_are_judged_by_a_linear_model_in_folds()
    {
        string[] labels = [.. _photos.Select((_, i) => i % 2 == 0 ? "even" : "odd")];
        QuantizationReport report = Tiny
            .Backbone.Quantize(_photos, AnyCost, labels, groups: [.. labels.Select((l, i) => $"{l}{i / 4}")])
            .Report;

        Assert.Equal(QuantizationMeasure.AccuracyOfLinearModel, report.Measure);
        Assert.InRange(report.Loss, -100, 100);
    }

    [Fact]
    public void A_pipeline_with_the_network_is_saved_and_loaded_with_and_without_this_library()
    {
        var ml = new MLContext(1);
        var small = Backbone.FromNetwork("small", Tiny.Backbone.Quantize(_photos, AnyCost).Network);
        IDataView data = ml.Data.LoadFromEnumerable(_photos.Select(p => new Photo { ImagePath = p }));
        using ConvFeaturesTransformer stage = ml.Transforms.ConvFeatures("Features", "ImagePath", small).Fit(data);
        string file = _folder.File("model.zip");
        ml.Model.Save(stage, data.Schema, file);
        float[][] expected = [.. stage.Transform(data).GetColumn<float[]>("Features")];

        ITransformer stock = ml.Model.Load(file, out _);
        using var own = (ConvFeaturesTransformer)ml.Model.LoadWithConvFeatures(file, out _);
        float[][] ofStock = [.. stock.Transform(data).GetColumn<float[]>("Features")],
            ofOwn = [.. own.Transform(data).GetColumn<float[]>("Features")];

        Assert.Equal(expected, ofOwn);

        // Stock stages resize otherwise: of photos of another size features are alike, not equal.
        Assert.All(expected.Zip(ofStock), p => Assert.InRange(Cosine(p.First, p.Second), 0.95, 1.0001));
    }

    [Theory]
    [InlineData(NetworkPrecision.Int8)]
    [InlineData(NetworkPrecision.Half)]
    public void ML_NETs_own_stage_of_ONNX_networks_takes_the_file(NetworkPrecision precision)
    {
        var ml = new MLContext(1);
        OnnxNetwork small = Tiny.Backbone.Quantize(_photos, AnyCost with { Precision = precision }).Network;
        string file = _folder.File("stock.onnx");
        small.Save(file);
        float[] pixels = Ort.Noise(1, 3, 32, 32);
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Pixels));
        SchemaDefinition.Column column = schema[nameof(Pixels.Values)];
        (column.ColumnName, column.ColumnType) = (small.Inputs[0].Name, new VectorDataViewType(NumberDataViewType.Single, pixels.Length));
        IDataView data = ml.Data.LoadFromEnumerable([new Pixels { Values = pixels }], schema);
        var stage = ml.Transforms.ApplyOnnxModel([small.Outputs[0].Name], [small.Inputs[0].Name], file);
        float[] scores = stage.Fit(data).Transform(data).GetColumn<float[]>(small.Outputs[0].Name).Single();

        Ort.AssertClose(Ort.Run(small, pixels, 1, 3, 32, 32).Values, scores);
    }

    [Fact]
    public void The_layer_that_loses_most_stays_in_32_bits()
    {
        // Huge weights, of a channel that is always 0, take all steps of 8 bits from the others of conv2.
        var graph = new GraphBuilder()
            .Input("x", "N", 3, 32, 32)
            .Conv("conv1", 3, 4, 3)
            .Op("Relu", "a")
            .Conv("conv2", 4, 4, 1)
            .Op("Relu", "b");
        OnnxNetwork network = graph.Conv("conv3", 4, 4, 1).Op("Relu", "c").Conv("conv4", 4, 4, 1).Op("GlobalAveragePool", "y").Build();
        float[] second = network.Initializers["conv2.weight"].ToFloats();
        for (int i = 0; i < second.Length; i += 4)
            second[i] = 1e5f;
        network = network.WithWeights(
            new Dictionary<string, StoredTensor>
            {
                ["conv1.bias"] = StoredTensor.OfFloats([-1000, 1, 1, 1], 4),
                ["conv2.weight"] = StoredTensor.OfFloats(second, 4, 4, 1, 1),
            }
        );
        QuantizationReport report = Backbone
            .FromNetwork("one", network, Tiny.Preprocessing)
            .Quantize(_photos, AnyCost with { MaxLoss = 1 })
            .Report;

        Assert.Equal(["conv2"], report.LayersIn32Bits);
        Assert.Equal(3, report.QuantizedLayers);
        Assert.InRange(report.Loss, 0, 1);
    }

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

    private float[][] Features(Backbone backbone)
    {
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadFromEnumerable(_photos.Select(p => new Photo { ImagePath = p }));
        using ConvFeaturesTransformer stage = ml.Transforms.ConvFeatures("Features", "ImagePath", backbone).Fit(data);
        return [.. stage.Transform(data).GetColumn<float[]>("Features")];
    }

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b).Sum(p => (double)p.First * p.Second) / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class Pixels
    {
        public float[] Values { get; set; } = [];
    }
}
