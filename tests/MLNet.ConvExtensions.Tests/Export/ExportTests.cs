using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Stages.Trained;
using MLNet.ConvExtensions.Tests.Support;
using Xunit.Abstractions;

namespace MLNet.ConvExtensions.Tests.Export;

/// <summary>Exported pipelines give in ONNX Runtime what they give in ML.NET, from a photo's pixels on.</summary>
public sealed class ExportTests(ITestOutputHelper output) : ExportPipelines(output)
{
    public static TheoryData<string> TrainedVectors =>
        [nameof(TrainedNetworks.Logits), nameof(TrainedNetworks.Logit), nameof(TrainedNetworks.TwoLogits), nameof(TrainedNetworks.Amount)];

    [Theory]
    [InlineData("Image")]
    [InlineData("Bytes")]
    public void Features_and_a_linear_model(string column) =>
        CheckPhotos(Label(ModelTask.Multiclass), Features("Features", column), Linear());

    [Fact]
    public void Features_of_a_photo_and_its_mirror_image_with_normalisation_and_a_linear_model() =>
        CheckPhotos(
            Label(ModelTask.Multiclass),
            ML.Transforms.ConvFeatures(Tiny.Backbone, new() { InputColumnName = "Image", Crops = ImageCrops.HorizontalFlip }),
            ML.Transforms.NormalizeMeanVariance("Features"),
            Linear(),
            ML.Transforms.Conversion.MapKeyToValue("PredictedLabel")
        );

    [Fact]
    public void Features_of_two_networks_and_trees() =>
        CheckPhotos(
            Label(ModelTask.Multiclass),
            Features("First"),
            ML.Transforms.ConvFeatures("Second", "Image", Backbone.Embedded),
            ML.Transforms.Concatenate("Features", "First", "Second"),
            ML.MulticlassClassification.Trainers.OneVersusAll(Trees())
        );

    [Fact]
    public void A_stage_of_the_callers_that_says_what_it_is_made_of()
    {
        IDataView data = Photos();
        using TransformerChain<ITransformer> model = Classes(Linear()).Fit(data);
        CheckPhotos(new Wrapped(model), data);
    }

    [Fact]
    public void Two_classes_by_trees() => CheckPhotos(Label(ModelTask.Binary), Features(), Trees());

    [Fact]
    public void Two_classes_by_a_support_vector_machine_and_a_calibrator_of_steps() =>
        CheckPhotos(
            Label(ModelTask.Binary),
            Features(),
            ML.BinaryClassification.Trainers.LinearSvm(),
            ML.BinaryClassification.Calibrators.Isotonic()
        );

    [Fact]
    public void A_number_by_a_linear_model() =>
        CheckPhotos(Label(ModelTask.Regression), Features(), ML.Regression.Trainers.OnlineGradientDescent());

    [Theory]
    [InlineData(NeighborDistance.L1, NeighborWeighting.Uniform)]
    [InlineData(NeighborDistance.L2, NeighborWeighting.Distance)]
    [InlineData(NeighborDistance.Cosine, NeighborWeighting.Distance)]
    public void Neighbours(NeighborDistance distance, NeighborWeighting weighting) =>
        CheckPhotos(
            Label(ModelTask.Multiclass),
            Features(),
            ML.MulticlassClassification.Trainers.KNearestNeighbors(numberOfNeighbors: 3, distance: distance, weighting: weighting)
        );

    [Fact]
    public void An_average_of_several_trainers() =>
        CheckPhotos(
            Label(ModelTask.Multiclass),
            Features(),
            ML.MulticlassClassification.Trainers.AveragingEnsemble(Linear(), ML.MulticlassClassification.Trainers.OneVersusAll(Trees()))
        );

    [Fact]
    public void An_average_of_several_trainers_on_two_classes() =>
        CheckPhotos(
            Label(ModelTask.Binary),
            Features(),
            ML.BinaryClassification.Trainers.AveragingEnsemble(ML.BinaryClassification.Trainers.LbfgsLogisticRegression(), Trees())
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Votes_of_several_trainers(bool ofTwoClasses) =>
        CheckPhotos(
            Label(ofTwoClasses ? ModelTask.Binary : ModelTask.Multiclass),
            Features(),
            ofTwoClasses
                ? ML.BinaryClassification.Trainers.VotingEnsemble(ML.BinaryClassification.Trainers.LbfgsLogisticRegression(), Trees())
                : ML.MulticlassClassification.Trainers.VotingEnsemble(Linear(), ML.MulticlassClassification.Trainers.OneVersusAll(Trees()))
        );

    [Fact]
    public void Stages_that_only_pass_columns_on() =>
        CheckPhotos(
            Label(ModelTask.Multiclass),
            Features("First"),
            ML.Transforms.CopyColumns("Second", "First"),
            ML.Transforms.Concatenate("Features", "Second"),
            ML.Transforms.CopyColumns("Features", "Features"),
            Linear()
        );

    [Fact]
    public void A_photo_and_a_number_beside_it()
    {
        IDataView data = Photos();
        ITransformer model = Chain(
                Label(ModelTask.Multiclass),
                Features("Seen"),
                ML.Transforms.Concatenate("Features", "Brightness", "Seen"),
                Linear()
            )
            .Fit(data);
        Check(model, data, i => [ExportedModel.Pixels(Paths[i]), ExportedModel.Row(i % 3)]);
    }

    [Fact]
    public void Features_of_pixels()
    {
        var random = new Random(3);
        PixelRow[] rows = [.. Enumerable.Range(0, Count).Select(_ => new PixelRow { Pixels = Numbers(random, 3 * 32 * 32, 255) })];
        IDataView data = ML.Data.LoadFromEnumerable(rows);
        using ConvFeaturesTransformer model = ML.Transforms.ConvFeatures("Features", "Pixels", Tiny.Backbone).Fit(data);
        Check(model, data, i => [ExportedModel.Row(rows[i].Pixels)]);
    }

    [Theory]
    [MemberData(nameof(TrainedVectors))]
    public void A_trained_network_over_vectors(string name)
    {
        (ModelTask task, NetworkBuilder network) = name switch
        {
            nameof(TrainedNetworks.Logits) => (ModelTask.Multiclass, TrainedNetworks.Logits),
            nameof(TrainedNetworks.Logit) => (ModelTask.Binary, TrainedNetworks.Logit),
            nameof(TrainedNetworks.TwoLogits) => (ModelTask.Binary, TrainedNetworks.TwoLogits),
            _ => (ModelTask.Regression, TrainedNetworks.Amount),
        };
        var random = new Random(3);
        VectorRow[] rows =
        [
            .. Enumerable
                .Range(0, Count)
                .Select(i => new VectorRow
                {
                    Features = Numbers(random, 4, 1),
                    Kind = Kinds[i % 3],
                    Warm = i % 2 == 0,
                    Brightness = i,
                }),
        ];
        IDataView data = ML.Data.LoadFromEnumerable(rows);
        ITransformer model = Chain(Label(task), new FixedNetworkTrainer(task, network.Build())).Fit(data);
        Check(model, data, i => [ExportedModel.Row(rows[i].Features)]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_trained_network_over_photos(bool colours)
    {
        OnnxNetwork network = (colours ? TrainedNetworks.Colours : TrainedNetworks.Greys).Build();
        CheckPhotos(
            Label(ModelTask.Multiclass),
            new FixedNetworkTrainer(ModelTask.Multiclass, network, "Image", TrainedNetworks.Preprocessing)
        );
    }

    [Fact]
    public void A_model_that_was_loaded()
    {
        IDataView data = Photos();
        ML.Model.Save(Classes(Linear()).Fit(data), data.Schema, FileOf("model.zip"));
        ITransformer loaded = ML.Model.LoadWithConvFeatures(FileOf("model.zip"), out _);
        CheckPhotos(loaded, data);
        ((IDisposable)loaded).Dispose();
    }

    [Fact]
    public void Features_alone() => CheckPhotos(Features());

    [Fact]
    public void A_photo_of_more_than_two_megapixels_gives_nearly_the_same_features()
    {
        string photo = FileOf("large.png");
        File.WriteAllBytes(photo, TestImages.Png(1, 1700, 1300));
        IDataView data = ML.Data.LoadFromEnumerable([new PhotoRow { Image = photo }]);
        using ConvFeaturesTransformer model = ML.Transforms.ConvFeatures("Features", "Image", Tiny.Backbone).Fit(data);
        using var exported = new ExportedModel(ML, model, data.Schema, FileOf("model.onnx"));
        using OrtValue pixels = ExportedModel.Pixels(photo);
        float[] expected = model.Transform(data).GetColumn<float[]>("Features").Single();
        var actual = (float[])exported.Run(pixels)["Features"];
        Assert.InRange(TensorPrimitives.CosineSimilarity(expected, actual), 0.999f, 1.0001f);
    }

    [Fact]
    public void It_names_its_classes_and_inputs()
    {
        IDataView data = Photos();
        ITransformer model = Classes(Linear()).Fit(data);
        using var exported = new ExportedModel(ML, model, data.Schema, FileOf("model.onnx"));
        Assert.Equal(["Image"], exported.Inputs);
        Assert.Equal(["Score", "PredictedLabel"], exported.Outputs);
        Assert.Equal("[\"cold\",\"mild\",\"hot\"]", exported.Network.Metadata["classes"]);
        Assert.Contains("[height, width, 3]", exported.Network.Metadata["MLNet.ConvExtensions.Pipeline"], StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_are_asked_for_become_the_outputs()
    {
        IDataView data = Photos();
        ITransformer model = Classes(Linear()).Fit(data);
        using var exported = new ExportedModel(ML, model, data.Schema, FileOf("model.onnx"), "PredictedLabel", "Features");
        Assert.Equal(["PredictedLabel", "Features"], exported.Outputs);
    }

    private static float[] Numbers(Random random, int count, float range) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * range)];

    private sealed class PixelRow
    {
        [VectorType(3, 32, 32)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class VectorRow
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public string Kind { get; set; } = "";

        public bool Warm { get; set; }

        public float Brightness { get; set; }
    }

    private sealed class Wrapped(ITransformer chain) : ITransformer, IStageSequence
    {
        public IEnumerable<ITransformer> Stages => [chain];

        public bool IsRowToRowMapper => chain.IsRowToRowMapper;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => chain.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => chain.GetRowToRowMapper(inputSchema);

        public IDataView Transform(IDataView input) => chain.Transform(input);

        public void Save(ModelSaveContext ctx) => chain.Save(ctx);
    }
}
