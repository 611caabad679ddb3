using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Stages.ConvFeatures;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Saving;

/// <summary>Models whose feature stages come back as what they were.</summary>
public sealed class LoadWithConvFeaturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConvFeaturesOfPathsBattery.Case _paths = new();

    private string ModelFile => _folder.File("model.zip");

    private MLContext Context => _paths.Context;

    public void Dispose()
    {
        _paths.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Paths_give_the_same_bits() => Check<ConvFeaturesOfPathsBattery.Case>();

    [Fact]
    public void Encoded_images_give_the_same_bits() => Check<ConvFeaturesOfBytesBattery.Case>();

    [Fact]
    public void Images_give_the_same_bits() => Check<ConvFeaturesOfImagesBattery.Case>();

    [Fact]
    public void Pixels_give_the_same_bits() => Check<ConvFeaturesOfPixelsBattery.Case>();

    [Theory]
    [MemberData(nameof(Preprocessings))]
    public void Every_preprocessing_comes_back(BackbonePreprocessing preprocessing, string? layer, FeaturePooling pooling)
    {
        IDataView data = _paths.CreateData(3);
        using ConvFeaturesTransformer saved = Context
            .Transforms.ConvFeatures("Features", "Image", Backbone.FromFile(Tiny.File, preprocessing), layer, pooling)
            .Fit(data);
        Context.Model.Save(saved, data.Schema, ModelFile);
        using var loaded = Assert.IsType<ConvFeaturesTransformer>(Load());

        Assert.Equal(saved.Layer, loaded.Layer);
        Assert.Equal(saved.FeatureCount, loaded.FeatureCount);
        Assert.Equal(saved.Preprocessing!.Mean, loaded.Preprocessing!.Mean);
        Assert.Equal(
            saved.Preprocessing with
            {
                Mean = [],
                StandardDeviation = [],
            },
            loaded.Preprocessing with
            {
                Mean = [],
                StandardDeviation = [],
            }
        );
        Assert.Equal(Read(saved, data), Read(loaded, data));
    }

    public static TheoryData<BackbonePreprocessing, string?, FeaturePooling> Preprocessings =>
        new()
        {
            { Tiny.Preprocessing, "conv1", FeaturePooling.Maximum },
            { Tiny.Preprocessing with { CropFraction = 0.875, Interpolation = Interpolation.Bicubic }, "pool1", FeaturePooling.None },
            {
                Tiny.Preprocessing with
                {
                    Mean = [1 / 3f, 0, 0.1f],
                    StandardDeviation = [0.7f, 1, 1 / 7f],
                    BlueFirst = true,
                },
                null,
                FeaturePooling.Average
            },
            // Nothing is left of the preprocessing in the graph.
            { Tiny.Preprocessing with { Scale = 1, Mean = [0, 0, 0], StandardDeviation = [1, 1, 1] }, "logits", FeaturePooling.Average },
        };

    [Fact]
    public void In_chains_of_chains_every_stage_comes_back_and_the_others_stay()
    {
        IDataView data = _paths.CreateData(12);
        EstimatorChain<ITransformer> inner = new EstimatorChain<ITransformer>()
            .Append((IEstimator<ITransformer>)Context.Transforms.CopyColumns("Copy", "Image"))
            .Append((IEstimator<ITransformer>)Context.Transforms.ConvFeatures("First", "Copy", Tiny.Backbone));
        TransformerChain<ITransformer> model = Context
            .Transforms.CopyColumns("Other", "Image")
            .Append((IEstimator<ITransformer>)inner)
            .Append(Context.Transforms.CopyColumns("Training", "Label"), TransformerScope.TrainTest)
            .Append((IEstimator<ITransformer>)Context.Transforms.ConvFeatures("Second", "Other", Tiny.Backbone, "conv1"))
            .Append((IEstimator<ITransformer>)Context.Transforms.Concatenate("Features", "First", "Second"))
            .AppendCacheCheckpoint(Context)
            .Append((IEstimator<ITransformer>)Context.BinaryClassification.Trainers.LbfgsLogisticRegression())
            .Fit(data);
        Context.Model.Save(model, data.Schema, ModelFile);
        var loaded = Assert.IsType<TransformerChain<ITransformer>>(Load());

        Assert.Equal(model.Count(), loaded.Count());
        Assert.Equal(2, Flat(loaded).OfType<ConvFeaturesTransformer>().Count());
        Assert.Equal(model.GetModelFor(TransformerScope.Scoring).Count(), loaded.GetModelFor(TransformerScope.Scoring).Count());
        Assert.Equal(model.Transform(data).GetColumn<float>("Score"), loaded.Transform(data).GetColumn<float>("Score"));
        model.Dispose();
        loaded.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loaded.Transform(data).GetColumn<float>("Score").Count());
    }

    [Fact]
    public void Stock_stages_that_were_loaded_plainly_and_saved_again_come_back_too()
    {
        IDataView data = _paths.CreateData(4);
        using ConvFeaturesTransformer saved = Fit(data);
        Context.Model.Save(saved, data.Schema, ModelFile);
        var stock = (TransformerChain<ITransformer>)Context.Model.Load(ModelFile, out DataViewSchema schema);
        using TransformerChain<ITransformer> longer = stock.Append(
            (ITransformer)Context.Transforms.CopyColumns("More", "Features").Fit(stock.Transform(data))
        );
        Context.Model.Save(longer, schema, ModelFile);
        using var loaded = Assert.IsType<TransformerChain<ITransformer>>(Load());

        Assert.IsType<ConvFeaturesTransformer>(loaded.First());
        Assert.Equal(2, loaded.Count());
        Assert.Equal(Read(saved, data), loaded.Transform(data).GetColumn<float[]>("More"));
    }

    [Fact]
    public void A_model_that_was_given_back_can_be_saved_and_given_back_again()
    {
        IDataView data = _paths.CreateData(3);
        using ConvFeaturesTransformer saved = Fit(data);
        Context.Model.Save(saved, data.Schema, ModelFile);
        using var once = Assert.IsType<ConvFeaturesTransformer>(Load());
        Context.Model.Save(once, data.Schema, ModelFile);
        using var twice = Assert.IsType<ConvFeaturesTransformer>(Load());

        Assert.Equal(Read(saved, data), Read(twice, data));
    }

    [Fact]
    public void Streams_load_from_where_they_stand()
    {
        IDataView data = _paths.CreateData(2);
        using ConvFeaturesTransformer saved = Fit(data);
        using var stream = new MemoryStream();
        stream.Write(Encoding.UTF8.GetBytes("before"));
        using (var model = new MemoryStream())
        {
            Context.Model.Save(saved, data.Schema, model);
            stream.Write(model.ToArray());
            model.Position = 0;
            using var whole = Assert.IsType<ConvFeaturesTransformer>(new MLContext().Model.LoadWithConvFeatures(model, out _));
            Assert.Equal(Read(saved, data), Read(whole, data));
        }

        stream.Position = 6;
        using var behind = Assert.IsType<ConvFeaturesTransformer>(
            new MLContext().Model.LoadWithConvFeatures(stream, out DataViewSchema schema)
        );
        Assert.Equal(Read(saved, data), Read(behind, data));
        Assert.Equal(data.Schema.Select(c => c.Name), schema.Select(c => c.Name));
    }

    [Fact]
    public void A_model_saved_with_its_loader_comes_back()
    {
        string table = _folder.Write("table.tsv", Encoding.UTF8.GetBytes($"{_paths.CreateData(1).GetColumn<string>("Image").Single()}\n"));
        TextLoader loader = Context.Data.CreateTextLoader([new TextLoader.Column("Image", DataKind.String, 0)]);
        IDataView data = loader.Load(table);
        using ConvFeaturesTransformer saved = Fit(data);
        Context.Model.Save(saved, loader, ModelFile);
        using var loaded = Assert.IsType<ConvFeaturesTransformer>(Load());

        Assert.Equal(Read(saved, data), Read(loaded, data));
    }

    [Fact]
    public void Options_of_the_machine_are_given_when_loading()
    {
        IDataView data = _paths.CreateData(5);
        using ConvFeaturesTransformer saved = Fit(data);
        Context.Model.Save(saved, data.Schema, ModelFile);
        ConvFeaturesOptions? seen = null;
        using var loaded = Assert.IsType<ConvFeaturesTransformer>(
            Load(o => (seen = o) with { BatchSize = 4, NumberOfThreads = 2, GpuDeviceId = 0, FallbackToCpu = true })
        );

        Assert.Equal("Image", seen!.InputColumnName);
        Assert.Equal("Features", seen.OutputColumnName);
        Assert.Equal(4, loaded.Options.BatchSize);
        float[][] want = Read(saved, data),
            got = Read(loaded, data);
        Assert.All(want.Zip(got), pair => Assert.InRange(Vectors.Cosine(pair.First, pair.Second), 0.99999, 1.00001));
        Assert.Throws<ArgumentException>(() => Load(o => o with { Layer = "conv1" }));
        Assert.Throws<ArgumentException>(() => Load(o => o with { BatchSize = 0 }));
        Assert.Throws<InvalidOperationException>(() => Load(o => o with { GpuDeviceId = 0 }));
    }

    [Fact]
    public void All_options_that_do_not_concern_the_machine_are_saved()
    {
        IDataView data = Context.Transforms.CopyColumns("Photo", "Image").Fit(_paths.CreateData(1)).Transform(_paths.CreateData(1));
        var options = new ConvFeaturesOptions
        {
            OutputColumnName = "Deep",
            InputColumnName = "Photo",
            ImageFolder = _folder.Path,
            Layer = "conv1",
            Pooling = FeaturePooling.Maximum,
            Crops = ImageCrops.HorizontalFlip,
            BadImages = BadImageHandling.Missing,
            MaxImagePixels = 12345,
            FastDecode = false,
            BatchSize = 3,
        };
        using ConvFeaturesTransformer saved = Context.Transforms.ConvFeatures(Tiny.Backbone, options).Fit(data);
        Context.Model.Save(saved, data.Schema, ModelFile);
        using var loaded = Assert.IsType<ConvFeaturesTransformer>(Load());

        // An option that is added has to be saved, or to be named here.
        Assert.Equal(options with { BatchSize = null }, loaded.Options);
        Assert.Equal(
            ["BatchSize", "CacheMegabytes", "CacheTo", "FallbackToCpu", "GpuDeviceId", "Logger", "NumberOfThreads"],
            typeof(ConvFeaturesOptions)
                .GetProperties()
                .Select(p => p.Name)
                .Except([
                    "OutputColumnName",
                    "InputColumnName",
                    "ImageFolder",
                    "Layer",
                    "Pooling",
                    "Crops",
                    "BadImages",
                    "MaxImagePixels",
                    "FastDecode",
                ])
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_model_without_such_a_stage_simply_loads()
    {
        IDataView data = _paths.CreateData(3);
        Context.Model.Save(
            Context.Transforms.CopyColumns("Copy", "Image").Append(Context.Transforms.CopyColumns("Again", "Copy")).Fit(data),
            data.Schema,
            ModelFile
        );
        ITransformer loaded = Load();

        Assert.Equal(3, loaded.Transform(data).GetColumn<string>("Again").Count());
    }

    [Fact]
    public void A_file_that_is_not_there_or_no_model_is_named()
    {
        Assert.Throws<FileNotFoundException>(() => new MLContext().Model.LoadWithConvFeatures(ModelFile, out _));
        _folder.Write("model.zip", "no model"u8.ToArray());
        Assert.Contains(ModelFile, Assert.Throws<FormatException>(() => Load()).Message, StringComparison.Ordinal);
    }

    private void Check<TCase>()
        where TCase : StageCase, new()
    {
        using var stage = new TCase();
        IDataView data = stage.CreateData(6);
        string backbone = _folder.File("backbone.onnx");
        File.Copy(Tiny.File, backbone);
        using ConvFeaturesTransformer saved = stage
            .Context.Transforms.ConvFeatures("Features", "Image", Backbone.FromFile(backbone, Tiny.Preprocessing))
            .Fit(data);
        stage.Context.Model.Save(saved, data.Schema, ModelFile);
        File.Delete(backbone);
        using var loaded = Assert.IsType<ConvFeaturesTransformer>(Load());

        Assert.Equal(Read(saved, data), Read(loaded, data));
        Assert.Equal(stage.PredictOne(saved, 2), stage.PredictOne(loaded, 2));
    }

    private ConvFeaturesTransformer Fit(IDataView data) => Context.Transforms.ConvFeatures("Features", "Image", Tiny.Backbone).Fit(data);

    private ITransformer Load(Func<ConvFeaturesOptions, ConvFeaturesOptions>? configure = null) =>
        new MLContext().Model.LoadWithConvFeatures(ModelFile, out _, configure);

    private static float[][] Read(ITransformer transformer, IDataView data) =>
        [.. transformer.Transform(data).GetColumn<float[]>("Features")];

    private static IEnumerable<ITransformer> Flat(ITransformer transformer) =>
        transformer is TransformerChain<ITransformer> chain ? chain.SelectMany(Flat) : [transformer];
}
