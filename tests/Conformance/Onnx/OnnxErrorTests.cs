using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace MLNet.ConvExtensions.Conformance.Onnx;

public class OnnxErrorTests
{
    private static readonly byte[] Relu = OnnxFile.OneNode("Relu", "x", ["batch", 3], "y", ["batch", 3]);

    private readonly MLContext _ml = new(1);

    [Fact]
    public void A_missing_file_is_an_input_error() =>
        Assert.ThrowsAny<IOException>(() => _ml.Transforms.ApplyOnnxModel(Path.Combine(Path.GetTempPath(), "no such network.onnx")));

    [Fact]
    public void A_truncated_network_is_refused()
    {
        using var stream = new MemoryStream(Relu[..(Relu.Length / 2)]);
        Assert.ThrowsAny<InvalidOperationException>(() => _ml.Transforms.ApplyOnnxModel(stream));
    }

    [Fact]
    public void Bytes_that_are_no_network_are_refused()
    {
        using var stream = new MemoryStream([.. Enumerable.Range(0, 100).Select(i => (byte)(37 * i))]);
        Assert.ThrowsAny<InvalidOperationException>(() => _ml.Transforms.ApplyOnnxModel(stream));
    }

    [Fact]
    public void Weights_of_half_precision_are_refused_though_the_runtime_takes_them()
    {
        byte[] network = new OnnxFile().Input("x", OnnxFile.Float, "batch", 3).HalfWeights("w", [1], (Half)1).Node("Relu", ["x"], ["y"])
            .Output("y", OnnxFile.Float, "batch", 3).ToBytes();
        using var stream = new MemoryStream(network);
        Assert.ThrowsAny<InvalidOperationException>(() => _ml.Transforms.ApplyOnnxModel(stream));
    }

    [Fact]
    public void An_unknown_output_is_refused_at_once()
    {
        using var stream = new MemoryStream(Relu);
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.ApplyOnnxModel("nothing", "x", stream));
    }

    [Fact]
    public void An_unknown_input_is_refused_when_the_data_is_seen()
    {
        using var stream = new MemoryStream(Relu);
        OnnxScoringEstimator estimator = _ml.Transforms.ApplyOnnxModel("y", "nothing", stream);
        Assert.ThrowsAny<ArgumentException>(() => estimator.Fit(_ml.Vectors([1, 2, 3])));
    }

    [Fact]
    public void A_missing_column_is_refused()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Other() });
        Assert.ThrowsAny<ArgumentException>(() => Estimator(Relu).Fit(data));
        Assert.ThrowsAny<ArgumentException>(() => Estimator(Relu).GetOutputSchema(new SchemaShape([])));
    }

    [Fact]
    public void A_column_of_another_type_is_refused()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Doubles() });
        Assert.ThrowsAny<ArgumentException>(() => Estimator(Relu).Fit(data));
    }

    [Fact]
    public void A_shape_of_another_type_is_refused()
    {
        // A network without inputs gives a shape to start from.
        byte[] network = new OnnxFile().Weights("w", [1, 3], [1, 2, 3]).Node("Greater", ["w", "w"], ["x"]).Output("x", OnnxFile.Bool, 1, 3).ToBytes();
        SchemaShape truths = Estimator(network).GetOutputSchema(new SchemaShape([]));
        Assert.ThrowsAny<ArgumentException>(() => Estimator(Relu).GetOutputSchema(truths));
    }

    [Fact]
    public void A_column_of_another_length_is_refused() =>
        Assert.ThrowsAny<InvalidOperationException>(() => Estimator(Relu).Fit(_ml.Vectors([1, 2, 3, 4])));

    [Fact]
    public void Several_unknown_dimensions_are_refused()
    {
        byte[] network = OnnxFile.OneNode("Relu", "x", ["batch", "height", "width"], "y", ["batch", "height", "width"]);
        Assert.ThrowsAny<ArgumentException>(() => Estimator(network).Fit(_ml.Vectors([1, 2, 3])));
    }

    [Fact]
    public void A_shape_that_contradicts_the_network_is_refused()
    {
        using var stream = new MemoryStream(Relu);
        var shapes = new Dictionary<string, int[]> { ["x"] = [1, 4] };
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.ApplyOnnxModel(stream, shapes));
    }

    [Fact]
    public void A_device_that_is_not_there_is_an_error()
    {
        using var stream = new MemoryStream(Relu);
        Assert.ThrowsAny<Exception>(() => _ml.Transforms.ApplyOnnxModel(stream, gpuDeviceId: 1000));
    }

    private OnnxScoringEstimator Estimator(byte[] network)
    {
        using var stream = new MemoryStream(network);
        return _ml.Transforms.ApplyOnnxModel(stream);
    }

    private sealed class Other
    {
        public float other { get; set; }
    }

    private sealed class Doubles
    {
        [VectorType(3)]
        public double[] x { get; set; } = [1, 2, 3];
    }
}
