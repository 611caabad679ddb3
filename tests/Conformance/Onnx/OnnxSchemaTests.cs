using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace MLNet.ConvExtensions.Conformance.Onnx;

public class OnnxSchemaTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void The_shape_of_the_output_is_a_vector_of_floats()
    {
        SchemaShape.Column column = OutputOf([1, 3]);
        Assert.Equal("x", column.Name);
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, column.Kind);
        Assert.Equal(NumberDataViewType.Single, column.ItemType);
        Assert.False(column.IsKey);
    }

    [Fact]
    public void The_shape_of_an_output_of_unknown_size_is_a_variable_vector() =>
        Assert.Equal(SchemaShape.Column.VectorKind.VariableVector, OutputOf([1, "some"]).Kind);

    [Fact]
    public void Given_shapes_replace_unknown_dimensions()
    {
        byte[] network = OnnxFile.OneNode("Relu", "x", ["batch", "height", "width"], "y", ["batch", "height", "width"]);
        using var stream = new MemoryStream(network);
        var shapes = new Dictionary<string, int[]> { ["x"] = [1, 2, 2], ["y"] = [1, 2, 2] };
        IDataView rows = _ml.Vectors([-1, 2, -3, 4]);
        using OnnxTransformer model = _ml.Transforms.ApplyOnnxModel("y", "x", stream, shapes).Fit(rows);
        IDataView output = model.Transform(rows);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 2, 2), output.Schema["y"].Type);
        Assert.Equal([[0, 2, 0, 4]], output.Floats());
    }

    [Fact]
    public void Options_name_file_columns_and_threads()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, OnnxFile.OneNode("Relu", "x", ["batch", 3], "y", ["batch", 3]));
            var options = new OnnxOptions { ModelFile = file, InputColumns = ["x"], OutputColumns = ["y"], IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            Assert.Equal(100, options.RecursionLimit);
            Assert.False(options.FallbackToCpu);
            using OnnxTransformer model = _ml.Transforms.ApplyOnnxModel(options).Fit(_ml.Vectors([1f, 2, 3]));
            Assert.Equal([[0, 2, 3]], model.Transform(_ml.Vectors([-1, 2, 3])).Floats());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_stream_is_read_from_its_beginning()
    {
        using var stream = new MemoryStream(OnnxFile.OneNode("Relu", "x", ["batch", 3], "y", ["batch", 3]));
        stream.Position = stream.Length;
        using OnnxTransformer model = _ml.Transforms.ApplyOnnxModel("y", "x", stream).Fit(_ml.Vectors([1f, 2, 3]));
        Assert.Equal([[0, 2, 3]], model.Transform(_ml.Vectors([-1, 2, 3])).Floats());
    }

    [Fact]
    public void Nothing_is_computed_before_it_is_read()
    {
        int read = 0;
        IEnumerable<OnnxRows.Vector> Rows()
        {
            read++;
            yield return new OnnxRows.Vector { x = [1, 2, 3] };
        }

        var definition = SchemaDefinition.Create(typeof(OnnxRows.Vector));
        definition["x"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 3);
        IDataView rows = _ml.Data.LoadFromEnumerable(Rows(), definition);
        using var stream = new MemoryStream(OnnxFile.OneNode("Relu", "x", ["batch", 3], "y", ["batch", 3]));
        using OnnxTransformer model = _ml.Transforms.ApplyOnnxModel(stream).Fit(rows);
        IDataView output = model.Transform(rows);
        Assert.Equal(0, read);
        _ = output.Floats();
        Assert.Equal(1, read);
    }

    // Without inputs, a network's output needs no column to start from.
    private SchemaShape.Column OutputOf(object[] shape)
    {
        byte[] network = new OnnxFile().Weights("w", [1, 3], [1, 2, 3]).Node("Relu", ["w"], ["x"]).Output("x", OnnxFile.Float, shape).ToBytes();
        using var stream = new MemoryStream(network);
        return Assert.Single(_ml.Transforms.ApplyOnnxModel(stream).GetOutputSchema(new SchemaShape([])));
    }
}
