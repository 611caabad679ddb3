using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace MLNet.ConvExtensions.Conformance.Onnx;

public class OnnxValueTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void Columns_are_named_as_the_tensors()
    {
        using OnnxTransformer model = Fit(OnnxFile.OneNode("Relu", "x", [1, 3], "y", [1, 3]), [1f, 2, 3]);
        DataViewSchema schema = model.GetOutputSchema(_ml.Vectors([1f, 2, 3]).Schema);
        Assert.Equal(["x", "y"], schema.Select(column => column.Name));
    }

    [Fact]
    public void Each_row_is_computed()
    {
        IDataView rows = _ml.Vectors([-1, 2, 3], [4, -5, 6], [7, 8, -9]);
        using OnnxTransformer model = Fit(OnnxFile.OneNode("Relu", "x", ["batch", 3], "y", ["batch", 3]), [1f, 2, 3]);
        Assert.Equal([[0, 2, 3], [4, 0, 6], [7, 8, 0]], model.Transform(rows).Floats());
    }

    [Fact]
    public void Other_columns_are_read_without_the_networks_input()
    {
        IDataView rows = _ml.Vectors([-1, 2, 3], [4, -5, 6]);
        IDataView copied = _ml.Transforms.CopyColumns("given", "x").Append(_ml.Transforms.CopyColumns("x", "given")).Fit(rows).Transform(rows);
        using OnnxTransformer model = Fit(OnnxFile.OneNode("Relu", "x", ["batch", 3], "y", ["batch", 3]), [1f, 2, 3]);
        Assert.Equal([[-1, 2, 3], [4, -5, 6]], model.Transform(copied).Floats("given"));
    }

    [Fact]
    public void The_output_has_the_declared_dimensions()
    {
        using OnnxTransformer model = Fit(OnnxFile.OneNode("Relu", "x", [1, 2, 3], "y", [1, 2, 3]), [1f, 2, 3, 4, 5, 6]);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 2, 3), Output(model, 6));
    }

    [Fact]
    public void An_unknown_batch_is_one()
    {
        using OnnxTransformer model = Fit(OnnxFile.OneNode("Relu", "x", ["batch", 3], "y", ["batch", 3]), [1f, 2, 3]);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 3), Output(model, 3));
    }

    [Fact]
    public void Another_unknown_dimension_of_the_output_makes_its_size_unknown()
    {
        using OnnxTransformer model = Fit(OnnxFile.OneNode("Relu", "x", [1, 3], "y", [1, "some"]), [1f, 2, 3]);
        Assert.False(((VectorDataViewType)Output(model, 3)).IsKnownSize);
    }

    [Fact]
    public void A_column_of_variable_size_fills_the_unknown_dimension()
    {
        byte[] network = OnnxFile.OneNode("Relu", "x", [1, "length", 2], "y", [1, "length", 2]);
        OnnxRows.Variable[] rows = [new() { x = new VBuffer<float>(4, [1, -2, 3, -4]) }, new() { x = new VBuffer<float>(2, [-5, 6]) }];
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        using OnnxTransformer model = Estimator(network).Fit(data);
        Assert.Equal([[1, 0, 3, 0], [0, 6]], model.Transform(data).Floats());
    }

    [Fact]
    public void A_sparse_row_counts_with_its_zeros()
    {
        OnnxRows.Variable[] rows = [new() { x = new VBuffer<float>(3, 1, [5f], [1]) }];
        var definition = SchemaDefinition.Create(typeof(OnnxRows.Variable));
        definition["x"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 3);
        IDataView data = _ml.Data.LoadFromEnumerable(rows, definition);
        using OnnxTransformer model = Estimator(OnnxFile.OneNode("Relu", "x", [1, 3], "y", [1, 3])).Fit(data);
        Assert.Equal([[0, 5, 0]], model.Transform(data).Floats());
    }

    [Fact]
    public void A_scalar_column_is_a_matrix_of_one()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Number { x = -2 }, new Number { x = 3 } });
        using OnnxTransformer model = Estimator(OnnxFile.OneNode("Abs", "x", ["batch", 1], "y", ["batch", 1])).Fit(data);
        Assert.Equal([[2], [3]], model.Transform(data).Floats());
    }

    [Fact]
    public void Weights_of_the_network_are_used()
    {
        byte[] network = new OnnxFile().Input("x", OnnxFile.Float, "batch", 2).Weights("w", [2, 1], [10, 1]).Node("MatMul", ["x", "w"], ["y"])
            .Output("y", OnnxFile.Float, "batch", 1).ToBytes();
        using OnnxTransformer model = Fit(network, [1f, 2]);
        Assert.Equal([[12], [34]], model.Transform(_ml.Vectors([1, 2], [3, 4])).Floats());
    }

    [Fact]
    public void Several_outputs_are_several_columns()
    {
        byte[] network = new OnnxFile().Input("x", OnnxFile.Float, 1, 2).Node("Relu", ["x"], ["y"]).Node("Neg", ["x"], ["z"])
            .Output("y", OnnxFile.Float, 1, 2).Output("z", OnnxFile.Float, 1, 2).ToBytes();
        using OnnxTransformer model = Fit(network, [1f, -2]);
        IDataView output = model.Transform(_ml.Vectors([1, -2]));
        Assert.Equal([[1, 0]], output.Floats("y"));
        Assert.Equal([[-1, 2]], output.Floats("z"));
        foreach (Both both in _ml.Data.CreateEnumerable<Both>(output, reuseRowObject: false))
            Assert.Equal([1, 0, -1, 2], [.. both.y, .. both.z]);
    }

    [Fact]
    public void One_output_of_several_can_be_chosen()
    {
        byte[] network = new OnnxFile().Input("x", OnnxFile.Float, 1, 2).Node("Relu", ["x"], ["y"]).Node("Neg", ["x"], ["z"])
            .Output("y", OnnxFile.Float, 1, 2).Output("z", OnnxFile.Float, 1, 2).ToBytes();
        using var stream = new MemoryStream(network);
        using OnnxTransformer model = _ml.Transforms.ApplyOnnxModel("z", "x", stream).Fit(_ml.Vectors([1, -2]));
        DataViewSchema schema = model.GetOutputSchema(_ml.Vectors([1, -2]).Schema);
        Assert.Equal(["x", "z"], schema.Select(column => column.Name));
    }

    [Fact]
    public void The_ending_output_is_left_away()
    {
        using OnnxTransformer model = Fit(OnnxFile.OneNode("Relu", "x", [1, 2], "y.output", [1, 2]), [1f, 2]);
        Assert.NotNull(model.GetOutputSchema(_ml.Vectors([1f, 2]).Schema).GetColumnOrNull("y"));
    }

    [Fact]
    public void Doubles_stay_doubles() => Identity(OnnxFile.Double, NumberDataViewType.Double, new Doubles { x = [1.5, -2.25] }, [1.5, -2.25]);

    [Fact]
    public void Longs_stay_longs() => Identity(OnnxFile.Int64, NumberDataViewType.Int64, new Longs { x = [1, long.MinValue] }, [1, long.MinValue]);

    [Fact]
    public void Integers_stay_integers() => Identity(OnnxFile.Int32, NumberDataViewType.Int32, new Integers { x = [1, -2] }, [1, -2]);

    [Fact]
    public void Bytes_stay_bytes() => Identity(OnnxFile.UInt8, NumberDataViewType.Byte, new Bytes { x = [1, 255] }, new byte[] { 1, 255 });

    [Fact]
    public void Truth_values_stay_truth_values() => Identity(OnnxFile.Bool, BooleanDataViewType.Instance, new Truths { x = [true, false] }, [true, false]);

    [Fact]
    public void Texts_stay_texts()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Texts { x = ["a", "bc"] } });
        byte[] network = new OnnxFile().Input("x", OnnxFile.Text, 1, 2).Node("Identity", ["x"], ["y"]).Output("y", OnnxFile.Text, 1, 2).ToBytes();
        using OnnxTransformer model = Estimator(network).Fit(data);
        IDataView output = model.Transform(data);
        VBuffer<ReadOnlyMemory<char>> row = output.GetColumn<VBuffer<ReadOnlyMemory<char>>>(output.Schema["y"]).Single();
        Assert.Equal(["a", "bc"], row.DenseValues().Select(text => text.ToString()));
    }

    private void Identity<TRow, T>(int type, PrimitiveDataViewType item, TRow row, T[] expected)
        where TRow : class
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { row });
        byte[] network = new OnnxFile().Input("x", type, "batch", 2).Node("Identity", ["x"], ["y"]).Output("y", type, "batch", 2).ToBytes();
        using OnnxTransformer model = Estimator(network).Fit(data);
        IDataView output = model.Transform(data);
        Assert.Equal(new VectorDataViewType(item, 1, 2), output.Schema["y"].Type);
        Assert.Equal(expected, output.GetColumn<VBuffer<T>>(output.Schema["y"]).Single().DenseValues());
    }

    private OnnxTransformer Fit(byte[] network, float[] row) => Estimator(network).Fit(_ml.Vectors(row));

    private OnnxScoringEstimator Estimator(byte[] network)
    {
        using var stream = new MemoryStream(network);
        return _ml.Transforms.ApplyOnnxModel(stream);
    }

    private DataViewType Output(OnnxTransformer model, int length) =>
        model.GetOutputSchema(_ml.Vectors(new float[length]).Schema)["y"].Type;

    private sealed class Number
    {
        public float x { get; set; }
    }

    private sealed class Both
    {
        public float[] y { get; set; } = [];

        public float[] z { get; set; } = [];
    }

    private sealed class Doubles
    {
        [VectorType(2)]
        public double[] x { get; set; } = [];
    }

    private sealed class Longs
    {
        [VectorType(2)]
        public long[] x { get; set; } = [];
    }

    private sealed class Integers
    {
        [VectorType(2)]
        public int[] x { get; set; } = [];
    }

    private sealed class Bytes
    {
        [VectorType(2)]
        public byte[] x { get; set; } = [];
    }

    private sealed class Truths
    {
        [VectorType(2)]
        public bool[] x { get; set; } = [];
    }

    private sealed class Texts
    {
        [VectorType(2)]
        public string[] x { get; set; } = [];
    }
}
