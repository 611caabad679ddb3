using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Support;
using Xunit.Abstractions;

namespace MLNet.ConvExtensions.Tests.Export;

/// <summary>What can't be exported is refused by name, and no file is written.</summary>
public sealed class ExportRefusalTests(ITestOutputHelper output) : ExportPipelines(output)
{
    [Fact]
    public void Hand_crafted_features()
    {
        string message = Refusal(ML.Transforms.HandCraftedFeatures(new() { InputColumnName = "Image", OutputColumnName = "Features" }));
        Assert.Contains("HandCraftedFeaturesTransformer", message, StringComparison.Ordinal);
        Assert.Contains("'Features'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_whose_column_ML_NET_drops() =>
        Assert.Contains(
            "NormalizingTransformer",
            Refusal(Features(), ML.Transforms.NormalizeBinning("Binned", "Features"), ML.Transforms.CopyColumns("Features", "Binned")),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_stage_in_place_whose_column_ML_NET_drops() =>
        Assert.Contains(
            "NormalizingTransformer",
            Refusal(Features(), ML.Transforms.NormalizeLogMeanVariance("Features")),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_stage_that_ML_NET_does_not_know()
    {
        static void Half(Row input, Row output) => output.Features = [.. input.Features.Select(f => f / 2)];
        string message = Refusal(Features(), ML.Transforms.CustomMapping((Action<Row, Row>)Half, contractName: null));
        Assert.Contains("CustomMappingTransformer", message, StringComparison.Ordinal);
        Assert.Contains("leaves it out", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_that_ends_in_one_that_ML_NET_knows_but_begins_with_one_that_it_does_not()
    {
        static void Half(Row input, Row output) => output.Features = [.. input.Features.Select(f => f / 2)];
        IDataView data = Photos();
        TransformerChain<ITransformer> hidden = Chain(
                ML.Transforms.CustomMapping((Action<Row, Row>)Half, contractName: null),
                ML.Transforms.NormalizeMeanVariance("Features")
            )
            .Fit(Features().Fit(data).Transform(data));
        ITransformer features = Features().Fit(data);
        var model = new TransformerChain<ITransformer>(features, new OneStage(hidden));
        Assert.Contains(nameof(OneStage), Refusal(model, data.Schema), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_was_loaded_plainly_with_advice_on_how_to_load_it()
    {
        IDataView data = Photos();
        ML.Model.Save(Classes(Linear()).Fit(data), data.Schema, FileOf("model.zip"));
        ITransformer loaded = ML.Model.Load(FileOf("model.zip"), out DataViewSchema schema);
        string message = Refusal(loaded, schema);
        Assert.Contains("ImageLoadingTransformer", message, StringComparison.Ordinal);
        Assert.Contains("LoadWithConvFeatures", message, StringComparison.Ordinal);
        ((IDisposable)loaded).Dispose();
    }

    [Fact]
    public void A_column_that_one_stage_reads_as_a_photo_and_another_as_text()
    {
        string message = Refusal(
            Features("Seen"),
            ML.Transforms.Categorical.OneHotEncoding("Name", "Image"),
            ML.Transforms.Concatenate("Features", "Seen", "Name")
        );
        Assert.Contains("'Image'", message, StringComparison.Ordinal);
        Assert.Contains("another form", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_the_model_does_not_make()
    {
        IDataView data = Photos();
        ITransformer stage = Features().Fit(data);
        string message = Assert
            .Throws<ArgumentException>("outputColumns", () => ML.Model.ExportOnnx(stage, data.Schema, FileOf("model.onnx"), "Featurs"))
            .Message;
        Assert.Contains("'Featurs'", message, StringComparison.Ordinal);
        Assert.Contains("'Features'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_adds_nothing()
    {
        IDataView data = Photos();
        ITransformer stage = ML.Transforms.DropColumns("Kind").Fit(data);
        Assert.Throws<ArgumentException>("model", () => ML.Model.ExportOnnx(stage, data.Schema, FileOf("model.onnx")));
    }

    private string Refusal(params IEstimator<ITransformer>[] features)
    {
        IDataView data = Photos();
        return Refusal(Chain([Label(ModelTask.Multiclass), .. features, Linear()]).Fit(data), data.Schema);
    }

    private string Refusal(ITransformer model, DataViewSchema schema)
    {
        File.WriteAllText(FileOf("model.onnx"), "earlier");
        string message = Assert.Throws<NotSupportedException>(() => ML.Model.ExportOnnx(model, schema, FileOf("model.onnx"))).Message;
        Assert.Equal("earlier", File.ReadAllText(FileOf("model.onnx")));
        return message;
    }

    private sealed class Row
    {
        [VectorType(Tiny.FeatureCount)]
        public float[] Features { get; set; } = [];
    }

    /// <summary>Stages that look like one from outside, as other libraries have them.</summary>
    private sealed class OneStage(ITransformer chain) : ITransformer
    {
        public bool IsRowToRowMapper => chain.IsRowToRowMapper;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => chain.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => chain.GetRowToRowMapper(inputSchema);

        public IDataView Transform(IDataView input) => chain.Transform(input);

        public void Save(ModelSaveContext ctx) => chain.Save(ctx);
    }
}
