using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Trained;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Trained;

public sealed class TrainedNetworkTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // relu(conv2d(arange(25).reshape(1, 1, 5, 5) / 25, kernel, bias 0.1)).flatten(1) @ [[0.1 * (i - j) for j in range(9)] for i in
    // range(3)].T, and its softmax, by PyTorch
    [Fact]
    public void Scores_are_the_softmax_of_the_logits_of_PyTorch()
    {
        OnnxNetwork network = NetworkBuilder
            .Image(5, 5, 1)
            .Conv(
                1,
                3,
                initializer: Initializer.Values(0.5f, -1, 0.25f, 2, -0.5f, 1, 1, 0.125f, -2),
                biasInitializer: Initializer.Values(0.1f)
            )
            .Relu()
            .Flatten()
            .Dense(3, initializer: Initializer.Values([.. Enumerable.Range(0, 27).Select(i => 0.1f * ((i / 9) - (i % 9)))]))
            .Build();
        float[] row = [.. Enumerable.Range(0, 25).Select(i => i / 25f)],
            expected = [0.20707756f, 0.31469169f, 0.47823077f];

        Assert.All(
            Scores(Classifier(network, "x", "y", "z"), [row])[0].Zip(expected),
            p => Assert.Equal(p.Second, p.First, tolerance: 1e-6f)
        );
    }

    [Fact]
    public void Logits_too_large_for_an_exponential_give_shares_all_the_same() =>
        Assert.Equal(
            [1f, 0f, 0f],
            Scores(
                Classifier(Passing(3), "x", "y", "z"),
                [
                    [1000, 0, -1000],
                ]
            )[0]
        );

    // torch.sigmoid
    [Theory]
    [InlineData(1.5f, 0.81757444f)]
    [InlineData(-3f, 0.047425874f)]
    [InlineData(40f, 1f)]
    [InlineData(-40f, 4.2483541e-18f)]
    [InlineData(0f, 0.5f)]
    public void The_probability_is_the_sigmoid_of_the_logit(float logit, float probability)
    {
        using var model = new TrainedNetworkTransformer(Passing(1), Settings(ModelTask.Binary));
        IDataView data = Rows([
            [logit],
        ]);
        foreach (ITransformer each in new[] { model, SaveAndLoad(model, data) })
        {
            IDataView scored = each.Transform(data);
            Assert.Equal(logit, scored.GetColumn<float>("Score").Single());
            Assert.Equal(probability, scored.GetColumn<float>("Probability").Single(), Math.Max(1e-7f, probability * 1e-6f));
            Assert.Equal(logit > 0, scored.GetColumn<bool>("PredictedLabel").Single());
            (each as IDisposable)?.Dispose();
        }
    }

    [Fact]
    public void A_saved_classifier_gives_the_same()
    {
        using TrainedNetworkTransformer model = Classifier(NetworkBuilder.Features(6).Dense(8).Relu().Dense(3).Build(), "x", "y", "z");
        var random = new Random(1);
        float[][] rows = [.. Enumerable.Range(0, 70).Select(_ => Enumerable.Range(0, 6).Select(_ => random.NextSingle()).ToArray())];
        ITransformer loaded = SaveAndLoad(model, Rows(rows));

        Assert.All(
            Scores(model, rows).Zip(Scores(loaded, rows)),
            p => Assert.All(p.First.Zip(p.Second), v => Assert.Equal(v.First, v.Second, tolerance: 1e-6f))
        );
        (loaded as IDisposable)?.Dispose();
    }

    [Fact]
    public void Rows_are_computed_in_batches_and_none_is_lost()
    {
        using TrainedNetworkTransformer one = Classifier(Passing(3), Settings(ModelTask.Multiclass) with { BatchSize = 1 }, "x", "y", "z");
        using TrainedNetworkTransformer many = Classifier(Passing(3), Settings(ModelTask.Multiclass) with { BatchSize = 7 }, "x", "y", "z");
        float[][] rows = [.. Enumerable.Range(0, 40).Select(i => new[] { i % 3, i % 5, i % 7f })];

        Assert.Equal(Scores(one, rows), Scores(many, rows));
    }

    [Fact]
    public void Of_several_outputs_the_first_counts()
    {
        NetworkBuilder trunk = NetworkBuilder.Features(3).Relu();
        OnnxNetwork network = trunk.Dense(3, initializer: Initializer.Values(1, 0, 0, 0, 1, 0, 0, 0, 1)).Build("two", trunk.Dense(5));
        using TrainedNetworkTransformer model = Classifier(network, "x", "y", "z");

        Assert.Equal(
            [1f, 0f, 0f],
            Scores(
                model,
                [
                    [500, 1, 1],
                ]
            )[0]
        );
        Assert.Equal(2, model.Network.Outputs.Count);
    }

    // cv2.cvtColor(numpy.array([[[200, 100, 50]]], numpy.float32), cv2.COLOR_RGB2GRAY) is 124.2
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Grey_is_that_of_OpenCV(bool blueFirst)
    {
        OnnxNetwork network = NetworkBuilder.Image(2, 2, 1).Conv(1, 2, initializer: Initializer.Values(1, 1, 1, 1)).Flatten().Build();
        BackbonePreprocessing preprocessing = new()
        {
            Width = 2,
            Height = 2,
            CropFraction = 1,
            Scale = 1,
            Mean = [0, 0, 0],
            StandardDeviation = [1, 1, 1],
            BlueFirst = blueFirst,
        };
        using var model = new TrainedNetworkTransformer(
            network,
            Settings(ModelTask.Regression) with
            {
                Kind = ImageColumnKind.Image,
                Preprocessing = preprocessing,
            }
        );
        using MLImage image = MLImage.CreateFromPixels(
            2,
            2,
            MLPixelFormat.Rgba32,
            [200, 100, 50, 255, 200, 100, 50, 255, 200, 100, 50, 255, 200, 100, 50, 255]
        );
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new ImageRow { Features = image } });

        Assert.Equal(4 * 124.2f, model.Transform(data).GetColumn<float>("Score").Single(), tolerance: 1e-3f);
    }

    [Fact]
    public void Loaded_with_this_library_images_give_the_same_bits()
    {
        using var images = new TrainedOfPathsBattery.Case();
        IDataView data = images.CreateData(12);
        using var model = (TrainedNetworkTransformer)images.CreateEstimator().Fit(data);
        images.Context.Model.Save(model, data.Schema, _folder.File("model.zip"));
        ITransformer loaded = images.Context.Model.LoadWithConvFeatures(_folder.File("model.zip"), out _);

        Assert.Equal(model.Transform(data).GetColumn<float[]>("Score"), loaded.Transform(data).GetColumn<float[]>("Score"));
        (loaded as IDisposable)?.Dispose();
    }

    [Fact]
    public void Loaded_with_this_library_vectors_are_computed_in_batches_and_give_the_same_bits()
    {
        using TrainedNetworkTransformer model = Classifier(
            NetworkBuilder.Image(2, 3, 1).Conv(8, 2).Relu().Flatten().Dense(3).Build(),
            "x",
            "y",
            "z"
        );
        var random = new Random(1);
        float[][] rows = [.. Enumerable.Range(0, 70).Select(_ => Enumerable.Range(0, 6).Select(_ => random.NextSingle()).ToArray())];
        _context.Model.Save(model, Rows(rows).Schema, _folder.File("model.zip"));
        using var loaded =
            (TransformerChain<ITransformer>)
                new MLContext().Model.LoadWithConvFeatures(
                    _folder.File("model.zip"),
                    out DataViewSchema schema,
                    o => o with { NumberOfThreads = 2 }
                );
        _context.Model.Save(loaded, schema, _folder.File("again.zip"));
        using var again = (TransformerChain<ITransformer>)new MLContext().Model.LoadWithConvFeatures(_folder.File("again.zip"), out _);

        Assert.Equal(32, Assert.IsType<NetworkStage>(loaded.First()).Options.BatchSize);
        Assert.Equal(2, ((NetworkStage)loaded.First()).Options.NumberOfThreads);
        Assert.Equal(Scores(model, rows), Scores(loaded, rows));
        Assert.Equal(Scores(model, rows), Scores(again, rows));
    }

    [Theory]
    [InlineData("""{"Input":"Features","Output":"TrainedNetwork.Scores","Rows":"none"}""", "no rows 'none'")]
    [InlineData("""{"Input":"Features"}""", "damaged")]
    [InlineData("""{"Input":""", "damaged")]
    public void A_damaged_note_is_told(string note, string expected)
    {
        OnnxNetwork network = Passing(3);
        Assert.Contains(
            expected,
            Assert.Throws<FormatException>(() => NetworkStage.Restore(network, TrainedRecord.Parse(note), o => o)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void In_an_ensemble_the_probabilities_of_networks_are_averaged()
    {
        var first = new FixedNetworkTrainer(ModelTask.Multiclass, Passing(3));
        var second = new FixedNetworkTrainer(
            ModelTask.Multiclass,
            NetworkBuilder.Features(3).Dense(3, initializer: Initializer.Zeros).Build()
        );
        IDataView data = Labelled(
            ["x", "y", "z"],
            [
                [1000, 0, 0],
                [0, 1000, 0],
                [0, 0, 1000],
            ]
        );
        using EnsembleTransformer model = _context.MulticlassClassification.Trainers.AveragingEnsemble(first, second).Fit(data);

        Assert.All(
            model.Transform(data).GetColumn<float[]>("Score").First().Zip([2 / 3f, 1 / 6f, 1 / 6f]),
            p => Assert.Equal(p.Second, p.First, tolerance: 1e-6f)
        );
    }

    [Fact]
    public void Evaluators_name_the_classes()
    {
        using TrainedNetworkTransformer model = Classifier(Passing(3), "lynx", "marten", "owl");
        IDataView scored = model.Transform(
            Labelled(
                ["lynx", "marten", "owl"],
                [
                    [1, 0, 0],
                    [0, 1, 0],
                    [0, 1, 0],
                ]
            )
        );
        ConfusionMatrix matrix = _context.MulticlassClassification.Evaluate(scored, topKPredictionCount: 2).ConfusionMatrix;

        Assert.Contains("marten", matrix.GetFormattedConfusionTable(), StringComparison.Ordinal);
        Assert.Equal(1, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 1, actualClassIndicatorIndex: 2));
    }

    [Fact]
    public void Another_number_of_outputs_than_classes_is_refused() =>
        Assert.Contains(
            "has 4 values for each row; needed: 3, one for each class",
            Refused(Passing(4), ModelTask.Multiclass).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Several_outputs_of_a_regression_are_refused() =>
        Assert.Contains(
            "needed: 1, the number that is predicted",
            Refused(Passing(2), ModelTask.Regression).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Three_outputs_for_two_classes_are_refused() =>
        Assert.Contains("needed: 1, the logit of the class, or 2", Refused(Passing(3), ModelTask.Binary).Message, StringComparison.Ordinal);

    [Fact]
    public void Images_of_another_size_than_the_networks_are_refused()
    {
        TrainedStageSettings settings = Settings(ModelTask.Regression) with
        {
            Kind = ImageColumnKind.Path,
            Preprocessing = TrainedNetworks.Preprocessing with { Width = 9 },
        };
        var error = Assert.Throws<ArgumentException>(() => new TrainedNetworkTransformer(TrainedNetworks.RedPixels.Build("red"), settings));
        Assert.Contains("images of 9x8; the network 'red' takes 8x8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_two_channels_are_refused()
    {
        TrainedStageSettings settings = Settings(ModelTask.Regression) with
        {
            Kind = ImageColumnKind.Path,
            Preprocessing = TrainedNetworks.Preprocessing,
        };
        var error = Assert.Throws<OnnxNetworkException>(() =>
            new TrainedNetworkTransformer(NetworkBuilder.Image(8, 8, 2).Flatten().Dense(1).Build(), settings)
        );
        Assert.Contains("2 channels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_no_number_is_named()
    {
        using TrainedNetworkTransformer model = Classifier(Passing(3), "x", "y", "z");
        var error = Assert.ThrowsAny<Exception>(() =>
            Scores(
                model,
                [
                    [1, 2, 3],
                    [1, float.NaN, 3],
                ]
            )
        );
        Assert.Contains("Row 1, column 'Features'", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Disposed_it_makes_no_new_cursor_and_says_so()
    {
        TrainedNetworkTransformer model = Classifier(Passing(3), "x", "y", "z");
        model.Dispose();

        Assert.Contains(
            nameof(TrainedNetworkTransformer),
            Assert
                .Throws<ObjectDisposedException>(() =>
                    Scores(
                        model,
                        [
                            [1, 2, 3],
                        ]
                    )
                )
                .ObjectName,
            StringComparison.Ordinal
        );
    }

    private static TrainedStageSettings Settings(ModelTask task) => new() { Task = task, FeatureColumnName = "Features" };

    /// <summary>A network whose output is its input.</summary>
    private static OnnxNetwork Passing(int width) =>
        NetworkBuilder
            .Features(width)
            .Dense(
                width,
                bias: false,
                initializer: Initializer.Values([.. Enumerable.Range(0, width * width).Select(i => i % (width + 1) == 0 ? 1f : 0)])
            )
            .Build();

    private OnnxNetworkException Refused(OnnxNetwork network, ModelTask task) =>
        Assert.Throws<OnnxNetworkException>(() =>
            new TrainedNetworkTransformer(
                network,
                Settings(task) with
                {
                    Classes = task == ModelTask.Multiclass ? ClassesOf("x", "y", "z") : null,
                }
            )
        );

    private TrainedNetworkTransformer Classifier(OnnxNetwork network, params string[] classes) =>
        Classifier(network, Settings(ModelTask.Multiclass), classes);

    private TrainedNetworkTransformer Classifier(OnnxNetwork network, TrainedStageSettings settings, params string[] classes) =>
        new(network, settings with { Classes = ClassesOf(classes) });

    private ClassList ClassesOf(params string[] classes) =>
        ClassList.Of(Labelled(classes, [.. classes.Select(_ => new float[1])]).Schema["Label"])!;

    private IDataView Labelled(string[] labels, float[][] rows)
    {
        IDataView data = _context.Data.LoadFromEnumerable(
            labels.Zip(rows, (label, row) => new Row { Name = label, Features = row }),
            SchemaOf(rows[0].Length)
        );
        return _context.Transforms.Conversion.MapValueToKey("Label", "Name").Fit(data).Transform(data);
    }

    private IDataView Rows(float[][] rows) =>
        _context.Data.LoadFromEnumerable(rows.Select(r => new Row { Features = r }), SchemaOf(rows[0].Length));

    private float[][] Scores(ITransformer model, float[][] rows) => [.. model.Transform(Rows(rows)).GetColumn<float[]>("Score")];

    private ITransformer SaveAndLoad(ITransformer model, IDataView data)
    {
        _context.Model.Save(model, data.Schema, _folder.File("model.zip"));
        return new MLContext().Model.Load(_folder.File("model.zip"), out _);
    }

    private static SchemaDefinition SchemaOf(int width)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        return schema;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public string Name { get; set; } = "";
    }

    private sealed class ImageRow
    {
        [Microsoft.ML.Transforms.Image.ImageType(2, 2)]
        public MLImage? Features { get; set; }
    }
}
