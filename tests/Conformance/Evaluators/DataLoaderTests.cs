using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

public sealed class DataLoaderTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void A_loader_reads_any_files_of_its_layout()
    {
        using var first = new TextFile("1,2");
        using var second = new TextFile("3,4");
        var loader = Loader();

        Assert.Equal([1f, 3], TextFile.Read<float>(loader.Load(first.Path, second.Path), "X"));
        Assert.Equal([3f], TextFile.Read<float>(loader.Load(new MultiFileSource(second.Path)), "X"));
        Assert.Equal(loader.GetOutputSchema(), loader.Load(first.Path).Schema);
    }

    [Fact]
    public void A_model_is_saved_with_its_loader_and_loaded_with_it()
    {
        using var file = new TextFile("1,2", "3,4");
        var model = Model(file);
        var path = Path.Combine(file.Folder, "model.zip");
        _context.Model.Save(model, Loader(), path);
        var loaded = new MLContext(2).Model.LoadWithDataLoader(path, out var loader);
        var data = loaded.Transform(loader.Load(new MultiFileSource(file.Path)));

        Assert.Equal([1f, 3], TextFile.Read<float>(data, "Z"));
        Assert.Equal(["X", "Y"], loader.GetOutputSchema().Select(column => column.Name));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1), data.Schema["Y"].Type);
    }

    [Fact]
    public void The_schema_of_such_a_model_is_what_its_loader_gives()
    {
        using var file = new TextFile("1,2");
        using var stream = new MemoryStream();
        _context.Model.Save(Model(file), Loader(), stream);
        stream.Position = 0;
        var loaded = _context.Model.Load(stream, out var schema);

        Assert.Equal(["X", "Y"], schema.Select(column => column.Name));
        Assert.Contains("Z", loaded.GetOutputSchema(schema).Select(column => column.Name));
    }

    [Fact]
    public void A_model_without_a_loader_is_refused_where_one_is_asked_for()
    {
        using var file = new TextFile("1,2");
        using var stream = new MemoryStream();
        _context.Model.Save(Model(file), Loader().GetOutputSchema(), stream);
        stream.Position = 0;

        Assert.Throws<InvalidOperationException>(() => _context.Model.LoadWithDataLoader(stream, out _));
        Assert.Throws<ArgumentNullException>(() => _context.Model.Save(Model(file), (IDataLoader<IMultiStreamSource>)null!, stream));
    }

    [Fact]
    public void A_composite_loader_transforms_what_it_loads()
    {
        using var file = new TextFile("1,2");
        using var loader = new CompositeDataLoader<IMultiStreamSource, ITransformer>(Loader()).AppendTransformer(Model(file));

        Assert.Equal([1f], TextFile.Read<float>(loader.Load(new MultiFileSource(file.Path)), "Z"));
        Assert.Equal(["X", "Y", "Z"], loader.GetOutputSchema().Select(column => column.Name));
    }

    private TextLoader Loader() => _context.Data.CreateTextLoader(
        [new TextLoader.Column("X", DataKind.Single, 0), new TextLoader.Column("Y", DataKind.Single, 1, 1)], separatorChar: ',');

    private ITransformer Model(TextFile file) => _context.Transforms.CopyColumns("Z", "X").Fit(Loader().Load(file.Path));
}
