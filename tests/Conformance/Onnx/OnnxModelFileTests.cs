using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace MLNet.ConvExtensions.Conformance.Onnx;

public sealed class OnnxModelFileTests : IDisposable
{
    private static readonly byte[] Relu = OnnxFile.OneNode("Relu", "x", ["batch", 3], "y", ["batch", 3]);

    private readonly MLContext _ml = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_saved_model_holds_the_network_itself()
    {
        string network = Path.Combine(_folder, "network.onnx");
        File.WriteAllBytes(network, Relu);
        IDataView rows = _ml.Vectors([-1, 2, -3]);
        byte[] saved;
        using (OnnxTransformer model = _ml.Transforms.ApplyOnnxModel(network).Fit(rows))
            saved = Save(model, rows);
        File.Delete(network);

        ITransformer loaded = Load(saved);
        Assert.Equal([[0, 2, 0]], loaded.Transform(rows).Floats());
        (loaded as IDisposable)?.Dispose();
    }

    [Fact]
    public void The_entry_of_the_network_is_its_length_and_its_bytes()
    {
        using var archive = new ZipArchive(new MemoryStream(Save(Fit(), _ml.Vectors([-1, 2, -3]))));
        ZipArchiveEntry entry = Assert.Single(archive.Entries, entry => entry.Name == "OnnxModel");
        using var content = new MemoryStream();
        using (Stream stream = entry.Open())
            stream.CopyTo(content);
        Assert.Equal([.. BitConverter.GetBytes(Relu.Length), .. Relu], content.ToArray());
    }

    [Fact]
    public void A_loaded_model_can_be_saved_again()
    {
        IDataView rows = _ml.Vectors([-1, 2, -3]);
        byte[] saved = Save(Fit(), rows);
        ITransformer loaded = Load(saved);
        ITransformer again = Load(Save(loaded, rows));
        Assert.Equal([[0, 2, 0]], again.Transform(rows).Floats());
    }

    [Fact]
    public void Given_shapes_are_saved()
    {
        byte[] network = OnnxFile.OneNode("Relu", "x", ["batch", "height", "width"], "y", ["batch", "height", "width"]);
        var shapes = new Dictionary<string, int[]> { ["x"] = [1, 2, 2], ["y"] = [1, 2, 2] };
        IDataView rows = _ml.Vectors([-1, 2, -3, 4]);
        using var stream = new MemoryStream(network);
        ITransformer loaded = Load(Save(_ml.Transforms.ApplyOnnxModel("y", "x", stream, shapes).Fit(rows), rows));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 2, 2), loaded.GetOutputSchema(rows.Schema)["y"].Type);
        Assert.Equal([[0, 2, 0, 4]], loaded.Transform(rows).Floats());
    }

    [Fact]
    public void A_prediction_engine_computes_every_row()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Row, OnnxRows.Result>(Fit());
        Assert.Equal([0, 2, 0], engine.Predict(new Row { x = [-1, 2, -3] }).y);
        Assert.Equal([4, 0, 6], engine.Predict(new Row { x = [4, -5, 6] }).y);
    }

    [Fact]
    public void Engines_on_several_threads_share_a_model()
    {
        ITransformer model = Fit();
        Parallel.For(0, 4, thread =>
        {
            var engine = _ml.Model.CreatePredictionEngine<Row, OnnxRows.Result>(model);
            for (int i = 0; i < 50; i++)
                Assert.Equal([thread, 0, i], engine.Predict(new Row { x = [thread, -1, i] }).y);
        });
        (model as IDisposable)?.Dispose();
    }

    [Fact]
    public void Parallel_cursors_see_every_row_once()
    {
        float[][] rows = [.. Enumerable.Range(0, 300).Select(i => new float[] { i, -i, 1 })];
        IDataView output = Fit().Transform(_ml.Vectors(rows));
        DataViewSchema.Column column = output.Schema["y"];
        var seen = new List<float>();
        foreach (DataViewRowCursor cursor in output.GetRowCursorSet([column], 2))
        {
            using (cursor)
            {
                ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
                VBuffer<float> value = default;
                while (cursor.MoveNext())
                {
                    getter(ref value);
                    seen.Add(value.GetItemOrDefault(0));
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, 300).Select(i => (float)i), seen.Order());
    }

    [Fact]
    public void Disposing_twice_is_no_error()
    {
        OnnxTransformer model = Fit();
        model.Dispose();
        model.Dispose();
    }

    private OnnxTransformer Fit()
    {
        using var stream = new MemoryStream(Relu);
        return _ml.Transforms.ApplyOnnxModel(stream).Fit(_ml.Vectors([1f, 2, 3]));
    }

    private byte[] Save(ITransformer model, IDataView rows)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(model, rows.Schema, stream);
        return stream.ToArray();
    }

    private ITransformer Load(byte[] saved)
    {
        using var stream = new MemoryStream(saved);
        return _ml.Model.Load(stream, out _);
    }

    private sealed class Row
    {
        [VectorType(3)]
        public float[] x { get; set; } = [];
    }
}
