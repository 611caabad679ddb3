using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Quantization;

/// <summary>Networks made smaller by photos: what comes out, and where it can be used.</summary>
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
