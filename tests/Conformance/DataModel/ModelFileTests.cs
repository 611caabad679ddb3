using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class ModelFileTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void A_model_comes_back_with_its_input_schema()
    {
        IDataView data = Numbers.View(_ml, 4);
        ITransformer loaded = new MLContext().Model.Load(Save(Chain(data), data.Schema), out DataViewSchema schema);
        Assert.Equal(data.Schema.Select(column => (column.Name, column.Type)), schema.Select(column => (column.Name, column.Type)));
        Assert.Equal([0, 1, 2, 3], loaded.Transform(data).GetColumn<float>("B"));
    }

    [Fact]
    public void Annotations_of_the_schema_come_back()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Numbers.Row));
        definition["Pair"].AddAnnotation("SlotNames", new[] { "x", "y" }, new VectorDataViewType(TextDataViewType.Instance, 2));
        definition["Pair"].AddAnnotation("IsNormalized", true, BooleanDataViewType.Instance);
        IDataView data = _ml.Data.LoadFromEnumerable(new Numbers(2), definition);
        _ml.Model.Load(Save(Chain(data), data.Schema), out DataViewSchema schema);
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema["Pair"].GetSlotNames(ref names);
        Assert.Equal(["x", "y"], names.DenseValues().Select(name => name.ToString()));
        Assert.True(schema["Pair"].IsNormalized());
    }

    [Fact]
    public void A_model_may_be_saved_without_a_schema()
    {
        IDataView data = Numbers.View(_ml, 2);
        ITransformer loaded = _ml.Model.Load(Save(Chain(data), null), out DataViewSchema schema);
        Assert.Null(schema);
        Assert.NotNull(loaded);
    }

    [Fact]
    public void A_model_file_has_a_folder_for_each_step()
    {
        IDataView data = Numbers.View(_ml, 2);
        using var zip = new ZipArchive(Save(Chain(data), data.Schema));
        string[] entries = [.. zip.Entries.Select(entry => entry.FullName.Replace('\\', '/'))];
        Assert.Contains("TransformerChain/Model.key", entries);
        Assert.Contains("TransformerChain/Transform_000/Model.key", entries);
        Assert.Contains("TransformerChain/Transform_001/Model.key", entries);
        Assert.Contains("Schema", entries);
        Assert.Contains("TrainingInfo/Version.txt", entries);
    }

    [Fact]
    public void A_loaded_chain_has_the_steps_that_were_saved()
    {
        IDataView data = Numbers.View(_ml, 2);
        ITransformer loaded = _ml.Model.Load(Save(Chain(data), data.Schema), out _);
        Assert.Equal(2, Assert.IsType<TransformerChain<ITransformer>>(loaded).Count());
    }

    [Fact]
    public void A_single_step_comes_back_as_itself()
    {
        IDataView data = Numbers.View(_ml, 2);
        ITransformer model = _ml.Transforms.CopyColumns("A", "Value").Fit(data);
        Assert.IsType(model.GetType(), _ml.Model.Load(Save(model, data.Schema), out _));
    }

    [Fact]
    public void A_stage_of_ones_own_can_save_itself_as_stock_stages()
    {
        IDataView data = Numbers.View(_ml, 3);
        var own = new HandMade(Chain(data));
        ITransformer before = _ml.Transforms.CopyColumns("X", "Value").Fit(data);
        MemoryStream file = Save(new TransformerChain<ITransformer>(before, own), data.Schema);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true))
            Assert.Contains("TransformerChain/Transform_001/Transform_001/Model.key", zip.Entries.Select(entry => entry.FullName.Replace('\\', '/')));
        file.Position = 0;
        var loaded = Assert.IsType<TransformerChain<ITransformer>>(_ml.Model.Load(file, out _));
        Assert.IsType<TransformerChain<ITransformer>>(loaded.Last());
        Assert.Equal([0, 1, 2], loaded.Transform(data).GetColumn<float>("B"));
    }

    [Fact]
    public void A_stage_that_writes_nothing_can_not_be_saved()
    {
        Assert.Throws<InvalidOperationException>(() => Save(new HandMade(), null));
    }

    [Fact]
    public void Scopes_come_back()
    {
        IDataView data = Numbers.View(_ml, 2);
        ITransformer model = _ml.Transforms.CopyColumns("A", "Value").Append(_ml.Transforms.CopyColumns("B", "Value"), TransformerScope.TrainTest).Fit(data);
        ITransformer loaded = _ml.Model.Load(Save(model, data.Schema), out _);
        Assert.Null(loaded.Transform(data).Schema.GetColumnOrNull("B"));
        Assert.Equal(2, ((TransformerChain<ITransformer>)loaded).Count());
    }

    [Fact]
    public void Files_work_like_streams()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");
        try
        {
            IDataView data = Numbers.View(_ml, 2);
            _ml.Model.Save(Chain(data), data.Schema, path);
            Assert.Equal([0, 1], _ml.Model.Load(path, out _).Transform(data).GetColumn<float>("B"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_is_no_model_file_is_refused()
    {
        Assert.Throws<FormatException>(() => _ml.Model.Load(new MemoryStream([1, 2, 3, 4]), out _));
        Assert.Throws<FileNotFoundException>(() => _ml.Model.Load("no-such-model.zip", out _));
        Assert.Throws<ArgumentNullException>(() => _ml.Model.Load((Stream)null!, out _));
    }

    private ITransformer Chain(IDataView data) => _ml.Transforms.CopyColumns("A", "Value").Append(_ml.Transforms.CopyColumns("B", "A")).Fit(data);

    private MemoryStream Save(ITransformer model, DataViewSchema? schema)
    {
        var stream = new MemoryStream();
        _ml.Model.Save(model, schema, stream);
        stream.Position = 0;
        return stream;
    }
}
