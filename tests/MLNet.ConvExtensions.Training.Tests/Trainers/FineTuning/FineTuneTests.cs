using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Trainers.FineTuning;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

public sealed class FineTuneTests
{
    private readonly MLContext _ml = new(1);

    private static FineTuneOptions Options =>
        new()
        {
            Epochs = 3,
            BatchSize = 16,
            LearningRate = 0.01,
            Schedule = new ConstantSchedule(),
            NumberOfThreads = 1,
            StageRateFactor = 1,
            FreezeBatchStatistics = false,
        };

    [Fact]
    public void Head_only_is_features_and_a_linear_model()
    {
        IDataView data = Stripes(60, 1);
        FineTuneOptions options = Options with { Strategy = FineTuneStrategy.Head, Epochs = 10 };
        using ConvNetTransformer tuned = Fit(options, data);

        ConvFeaturesTransformer features = _ml.Transforms.ConvFeatures("Conv", "Features", Colours(Stripy)).Fit(ThreePlanes(data));
        // What comes out of a ReLU's average is above 0: another one changes nothing.
        OnnxNetwork linear = NetworkBuilder.Features(8).Relu().Build("none").WithHead(3, seed: options.Seed);
        using ConvNetTransformer model = _ml
            .MulticlassClassification.Trainers.ConvNet(
                linear,
                new ConvNetOptions
                {
                    FeatureColumnName = "Conv",
                    Epochs = 10,
                    BatchSize = 16,
                    LearningRate = 0.01,
                    NumberOfThreads = 1,
                }
            )
            .Fit(features.Transform(ThreePlanes(data)));

        AssertClose(Scores(model.Transform(features.Transform(ThreePlanes(data)))), Scores(tuned.Transform(data)), 1e-4);
    }

    [Theory]
    [InlineData(FineTuneStrategy.Head, 0)]
    [InlineData(FineTuneStrategy.LastStages, 0)]
    [InlineData(FineTuneStrategy.LastStages, 2)]
    public void Frozen_features_computed_once_are_those_of_the_whole_network(FineTuneStrategy strategy, int headEpochs)
    {
        IDataView data = Stripes(60, 1),
            test = Stripes(30, 2);
        FineTuneOptions options = Options with
        {
            Strategy = strategy,
            HeadEpochs = headEpochs,
            ValidationSet = test,
            Optimizer = new SgdOptimizer(),
        };
        using ConvNetTransformer once = Fit(options with { CacheFeatures = true }, data),
            always = Fit(options with { CacheFeatures = false }, data);

        AssertClose(Scores(always.Transform(test)), Scores(once.Transform(test)), 1e-4);
        Assert.Equal(
            always.History[TrainingLogs.ValidationLoss],
            once.History[TrainingLogs.ValidationLoss],
            (a, b) => Math.Abs(a - b) < 1e-4
        );
        // What is judged is what the fitted stage predicts.
        Assert.Equal(
            _ml.MulticlassClassification.Evaluate(once.Transform(test)).LogLoss,
            once.History[TrainingLogs.ValidationLoss][^1],
            tolerance: 1e-4
        );
    }

    [Theory]
    [InlineData(FineTuneStrategy.Head, 1, 0)]
    [InlineData(FineTuneStrategy.LastStages, 1, 1)]
    [InlineData(FineTuneStrategy.LastStages, 2, 2)]
    [InlineData(FineTuneStrategy.Full, 1, 3)]
    [InlineData(FineTuneStrategy.Gradual, 1, 2)]
    public void What_is_frozen_stays_to_the_bit_and_the_rest_learns(FineTuneStrategy strategy, int stages, int learning)
    {
        // Three epochs of gradual unfreezing are the head, and one and two stages.
        Dictionary<string, float[]> before = State(Stripy.Network);
        using ConvNetTransformer tuned = Fit(Options with { Strategy = strategy, Stages = stages }, Stripes(60, 1));
        Dictionary<string, float[]> after = State(tuned.Network);
        IReadOnlyList<DepthStage> depths = DepthStages.Of(Stripy.Network.WithoutHead());

        Assert.Equal(3, depths.Count);
        for (int i = 0; i < depths.Count; i++)
        {
            foreach (string name in depths[i].Weights.Concat(depths[i].Statistics))
                Assert.Equal(i < depths.Count - learning, before[name].SequenceEqual(after[name]));
        }
    }

    [Fact]
    public void Frozen_statistics_stay_while_weights_learn()
    {
        Dictionary<string, float[]> before = State(Stripy.Network);
        using ConvNetTransformer tuned = Fit(
            Options with
            {
                Strategy = FineTuneStrategy.Full,
                FreezeBatchStatistics = true,
            },
            Stripes(60, 1)
        );
        Dictionary<string, float[]> after = State(tuned.Network);
        foreach (DepthStage stage in DepthStages.Of(Stripy.Network.WithoutHead()))
        {
            Assert.All(stage.Statistics, name => Assert.Equal(before[name], after[name]));
            Assert.All(stage.Weights, name => Assert.NotEqual(before[name], after[name]));
        }
    }

    [Fact]
    public void Statistics_that_move_slowly_follow_in_time()
    {
        IDataView data = Stripes(60, 1);
        FineTuneOptions options = Options with { Strategy = FineTuneStrategy.Full };
        using ConvNetTransformer usual = Fit(options, data),
            slow = Fit(options, data, WithMomentum(0.9997f)),
            quick = Fit(options, data, WithMomentum(0.5f));

        Assert.Equal(Scores(usual.Transform(data)), Scores(slow.Transform(data)));
        Assert.NotEqual(Scores(usual.Transform(data)), Scores(quick.Transform(data)));
    }

    [Fact]
    public void Stages_learn_the_slower_the_farther_they_are_from_the_head()
    {
        // One step of plain gradient descent moves weights by rate times gradient.
        FineTuneOptions options = Options with
        {
            Strategy = FineTuneStrategy.Full,
            Epochs = 1,
            BatchSize = 60,
            Optimizer = new SgdOptimizer { Momentum = 0 },
            LearningRate = 0.1,
        };
        using ConvNetTransformer even = Fit(options, Stripes(60, 1)),
            divided = Fit(options with { StageRateFactor = 0.25 }, Stripes(60, 1));
        (Dictionary<string, float[]> before, Dictionary<string, float[]> alike, Dictionary<string, float[]> slower) = (
            State(Stripy.Network),
            State(even.Network),
            State(divided.Network)
        );
        IReadOnlyList<DepthStage> depths = DepthStages.Of(Stripy.Network.WithoutHead());
        for (int behind = 1; behind <= depths.Count; behind++)
        {
            string name = depths[^behind].Weights[0];
            double Moved(Dictionary<string, float[]> now) => Math.Sqrt(before[name].Zip(now[name], (a, b) => Math.Pow(a - b, 2)).Sum());
            Assert.Equal(Math.Pow(0.25, behind), Moved(slower) / Moved(alike), tolerance: 0.01);
        }
    }

    [Fact]
    public void Fine_tuning_learns_and_the_saved_model_predicts_the_same()
    {
        using var folder = new TemporaryFolder();
        IDataView data = Stripes(90, 1),
            test = Stripes(60, 2);
        using ConvNetTransformer tuned = Fit(
            Options with
            {
                Strategy = FineTuneStrategy.Gradual,
                Epochs = 8,
                HiddenUnits = [12],
                Dropout = 0.1,
                ValidationFraction = 0.2,
            },
            data
        );
        _ml.Model.Save(tuned, data.Schema, folder.File("model.zip"));

        Assert.True(_ml.MulticlassClassification.Evaluate(tuned.Transform(test)).MicroAccuracy > 0.9, tuned.History.ToCsv());
        Assert.Equal(Scores(tuned.Transform(test)), Scores(new MLContext().Model.Load(folder.File("model.zip"), out _).Transform(test)));
        Assert.Equal("Gemm", tuned.Network.Layers[^1].Operator);
    }

    [Fact]
    public void Two_classes_and_numbers_are_learnt_too()
    {
        IDataView data = Stripes(60, 1);
        using ConvNetTransformer yes = _ml
            .BinaryClassification.Trainers.FineTune(Stripy, Options with { LabelColumnName = "IsStriped", Epochs = 12 })
            .Fit(data);
        using ConvNetTransformer number = _ml
            .Regression.Trainers.FineTune(
                Stripy,
                Options with
                {
                    LabelColumnName = "Number",
                    Epochs = 30,
                    Strategy = FineTuneStrategy.Full,
                }
            )
            .Fit(data);

        Assert.True(_ml.BinaryClassification.EvaluateNonCalibrated(yes.Transform(data), "IsStriped").Accuracy > 0.9, yes.History.ToCsv());
        Assert.True(_ml.Regression.Evaluate(number.Transform(data), "Number").RSquared > 0.8, number.History.ToCsv());
    }

    [Fact]
    public void Restored_normalisation_computes_what_was_there_and_learns()
    {
        OnnxNetwork plain = NetworkBuilder
            .Image(8, 8, 1, seed: 3)
            .Conv(4, 3, padding: Padding.Same)
            .Relu()
            .MaxPool(2)
            .Conv(6, 3, padding: Padding.Same)
            .Relu()
            .GlobalAveragePool()
            .Dense(5)
            .Build("plain");
        IDataView data = Stripes(60, 1);
        FineTuneOptions options = Options with
        {
            Strategy = FineTuneStrategy.Full,
            LearningRate = 1e-30,
            Optimizer = new SgdOptimizer(),
            FreezeBatchStatistics = true,
            Epochs = 1,
            BatchSize = 60,
        };
        using ConvNetTransformer with = Fit(options with { RestoreBatchNormalization = true }, data, Backbone.FromNetwork("plain", plain));
        using ConvNetTransformer without = Fit(options, data, Backbone.FromNetwork("plain", plain));
        using ConvNetTransformer last = Fit(
            options with
            {
                RestoreBatchNormalization = true,
                Strategy = FineTuneStrategy.LastStages,
            },
            data,
            Backbone.FromNetwork("plain", plain)
        );
        using ConvNetTransformer learnt = Fit(
            Options with
            {
                Strategy = FineTuneStrategy.Full,
                RestoreBatchNormalization = true,
                FreezeBatchStatistics = true,
                Epochs = 8,
            },
            data,
            Backbone.FromNetwork("plain", plain)
        );

        Assert.Equal(2, with.Network.Layers.Count(l => l.Operator == "BatchNormalization"));
        Assert.Equal(1, last.Network.Layers.Count(l => l.Operator == "BatchNormalization"));
        AssertClose(Scores(without.Transform(data)), Scores(with.Transform(data)), 1e-4);
        AssertClose(Scores(without.Transform(data)), Scores(last.Transform(data)), 1e-4);
        Assert.True(_ml.MulticlassClassification.Evaluate(learnt.Transform(data)).MicroAccuracy > 0.9, learnt.History.ToCsv());
        // What was put in follows the batches, whatever is said of the statistics that a backbone comes with.
        Assert.NotEqual(
            State(with.Network)[RestoredNormalization.Statistics(with.Network).First()],
            State(learnt.Network)[RestoredNormalization.Statistics(learnt.Network).First()]
        );
    }

    [Theory]
    [InlineData(FineTuneStrategy.Head)]
    [InlineData(FineTuneStrategy.Gradual)]
    public void Cancelled_and_gone_on_with_it_ends_with_the_same_bytes(FineTuneStrategy strategy)
    {
        using var folder = new TemporaryFolder();
        IDataView data = Stripes(60, 1);
        FineTuneOptions options = Options with { Strategy = strategy, Epochs = 4, Callbacks = [new CancelAt(-1, null)] };
        using ConvNetTransformer whole = Fit(options, data);

        using var cancel = new CancellationTokenSource();
        FineTuneOptions kept = options with { Checkpoint = new(folder.File("state")) };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Fit(kept with { Cancellation = cancel.Token, Callbacks = [new CancelAt(10, cancel)] }, data)
        );
        using ConvNetTransformer resumed = Fit(kept, data);

        Assert.Equal(whole.Network.ToBytes(), resumed.Network.ToBytes());
        Assert.Contains(
            "is of another training",
            Assert.Throws<CheckpointException>(() => Fit(kept with { StageRateFactor = 0.5 }, data)).Message
        );
    }

    [Fact]
    public void The_best_weights_come_back_into_the_whole_network()
    {
        using var folder = new TemporaryFolder();
        IDataView data = Stripes(60, 1),
            test = Stripes(30, 2);
        using ConvNetTransformer tuned = Fit(
            Options with
            {
                Epochs = 6,
                LearningRate = 0.5,
                ValidationSet = test,
                Callbacks = [new EarlyStopping { Patience = 2 }, new SaveNetwork(folder.File("best.onnx"))],
            },
            data
        );

        Assert.Equal(
            tuned.History[TrainingLogs.ValidationLoss].Min(),
            _ml.MulticlassClassification.Evaluate(tuned.Transform(test)).LogLoss,
            tolerance: 1e-4
        );
        Assert.Equal(Stripy.Network.Inputs[0].Shape, OnnxNetwork.Load(folder.File("best.onnx")).Inputs[0].Shape);
    }

    private ConvNetTransformer Fit(FineTuneOptions options, IDataView data, Backbone? backbone = null) =>
        _ml.MulticlassClassification.Trainers.FineTune(backbone ?? Stripy, options).Fit(data);

    /// <summary>The backbone with one plane of three in front, since features are made of colours.</summary>
    private static Backbone Colours(Backbone backbone) =>
        Backbone.FromNetwork(
            backbone.Name,
            backbone.Network.WithColors(),
            new BackbonePreprocessing
            {
                Width = 8,
                Height = 8,
                CropFraction = 1,
                Mean = [0, 0, 0],
                StandardDeviation = [1, 1, 1],
                Scale = 1,
            }
        );

    private static Backbone WithMomentum(float momentum)
    {
        GraphProto graph = Stripy.Network.Graph.Clone();
        foreach (NodeProto node in graph.Node.Where(n => n.OpType == "BatchNormalization"))
        {
            node.Attribute.Remove(node.Attribute.FirstOrDefault(a => a.Name == "momentum"));
            node.Attribute.Add(GraphEdits.Attribute("momentum", momentum));
        }

        return Backbone.FromNetwork("stripes", Stripy.Network.Edited(graph));
    }

    private IDataView ThreePlanes(IDataView data) =>
        _ml.Transforms.Concatenate("Features", "Features", "Features", "Features").Fit(data).Transform(data);

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), 0, tolerance);
    }

    private sealed class CancelAt(long step, CancellationTokenSource? source) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context)
        {
            if (context.Step == step)
                source!.Cancel();
        }
    }
}
