using System.Globalization;
using System.Text;
using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Options;
using MLNet.ConvExtensions.Training.Tests.Data;
using MLNet.ConvExtensions.Training.Tests.History;
using MLNet.ConvExtensions.Training.Tests.Losses;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>Which training a checkpoint is of is told by what decides it, and by nothing else.</summary>
public sealed class CheckpointIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;

    public static TheoryData<string, ConvNetOptions, ConvNetOptions> Others =>
        new()
        {
            {
                "Schedule is StepSchedule { Every = none, Factor = 0.1, Milestones = [30, 60] } there and StepSchedule { Every = none, "
                    + "Factor = 0.1, Milestones = [1, 2] } here",
                new() { Schedule = new StepSchedule { Milestones = [30, 60] } },
                new() { Schedule = new StepSchedule { Milestones = [1, 2] } }
            },
            {
                "AuxiliaryWeight is 0.3 there and 1 here",
                new() { AuxiliaryWeight = 0.3 },
                new() { AuxiliaryWeight = 1 }
            },
            {
                "ClassWeights is none there and [1, 2, 0.5] here",
                new(),
                new() { ClassWeights = [1, 2, 0.5f] }
            },
            {
                "ClassWeights is [1, 2, 0.5] there and [1, 2, 0.25] here",
                new() { ClassWeights = [1, 2, 0.5f] },
                new() { ClassWeights = [1, 2, 0.25f] }
            },
            {
                "Optimizer is AdamOptimizer { Beta1 = 0.9,",
                new(),
                new() { Optimizer = new AdamOptimizer { Beta1 = 0.8 } }
            },
            {
                "Optimizer is AdamOptimizer",
                new(),
                new() { Optimizer = new SgdOptimizer(), LearningRate = 0.001 }
            },
            {
                "Schedule is WarmUpSchedule",
                new() { Schedule = new WarmUpSchedule { Then = new StepSchedule { Milestones = [7] } } },
                new() { Schedule = new WarmUpSchedule { Then = new StepSchedule { Milestones = [8] } } }
            },
            {
                "MaxKernelNorm is none there and 2 here",
                new(),
                new() { MaxKernelNorm = 2 }
            },
            {
                "ClipNorm is none there and 1.5 here",
                new(),
                new() { ClipNorm = 1.5 }
            },
            {
                "LabelSmoothing is 0 there and 0.1 here",
                new(),
                new() { LabelSmoothing = 0.1 }
            },
            {
                "Augmentation is none there and AugmentationOptions",
                new(),
                new() { Augmentation = new() { Noise = 0.25 } }
            },
            {
                "Seed is 1 there and -3 here",
                new(),
                new() { Seed = -3 }
            },
            {
                "Loss is none there and FocalLoss { Gamma = 2 } here",
                new(),
                new() { Loss = new FocalLoss { Gamma = 2 } }
            },
            {
                "Loss is FocalLoss { Gamma = 2 } there and FocalLoss { Gamma = 1.5 } here",
                new() { Loss = new FocalLoss { Gamma = 2 } },
                new() { Loss = new FocalLoss { Gamma = 1.5 } }
            },
            {
                "Metrics is [] there and [Recall { Class = 1, Name = recall }] here",
                new(),
                new() { Metrics = [new Recall(1)] }
            },
            {
                "Custom = [Marks { Most = 2 }]",
                new() { Augmentation = new() { Custom = [new Marks(1)] } },
                new() { Augmentation = new() { Custom = [new Marks(2)] } }
            },
        };

    public static TheoryData<char, string> Cultures =>
        new()
        {
            { ',', "-" },
            { '\u066b', "\u2212" },
            { '.', "minus " },
        };

    public void Dispose()
    {
        CultureInfo.CurrentCulture = _culture;
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Options_of_other_values_are_another_training(string expected, ConvNetOptions before, ConvNetOptions after)
    {
        Run(before);

        Assert.Contains(expected, Assert.Throws<CheckpointException>(() => Run(after)).Message);
    }

    [Fact]
    public void Options_that_decide_nothing_are_not()
    {
        Run(
            new()
            {
                LearningRate = 0.001,
                Schedule = new StepSchedule { Milestones = [1, 3] },
            }
        );
        Run(
            new()
            {
                Epochs = 2,
                NumberOfThreads = 2,
                CacheMegabytes = 5,
                ImageCacheFolder = "elsewhere",
                Schedule = new StepSchedule
                {
                    Milestones = new List<int> { 1, 3 },
                },
                FeatureColumnName = "Pixels",
                ImageFolder = "there",
            }
        );
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public void The_culture_is_no_part_of_it(char point, string minus)
    {
        ConvNetOptions options = new()
        {
            Seed = -5,
            ClassWeights = [0.5f, 1.5f, 1],
            LabelSmoothing = 0.05,
            AuxiliaryWeight = 0.25,
            Preprocessing = new BackbonePreprocessing { CropFraction = 0.9, Mean = [-0.5f, 0.25f, 0.5f] },
            Augmentation = new() { Noise = 0.125, FillValue = -1.5f },
            Schedule = new WarmUpSchedule { Start = 0.5 },
        };
        IReadOnlyList<KeyValuePair<string, string>> preprocessing = [new("Preprocessing", ValueText.Of(options.Preprocessing))];
        Run(options, job => job with { Identity = preprocessing });
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = point.ToString();
        culture.NumberFormat.NegativeSign = minus;
        CultureInfo.CurrentCulture = culture;
        Assert.Equal($"{minus}1{point}5", $"{-1.5}");

        Run(options with { Epochs = 2 }, job => job with { Identity = [new("Preprocessing", ValueText.Of(options.Preprocessing))] });
        Assert.Equal(
            "BackbonePreprocessing { BlueFirst = False, CropFraction = 0.9, CropsFromFloor = False, Height = 224, Interpolation = Bilinear, "
                + "Mean = [-0.5, 0.25, 0.5]",
            ValueText.Of(options.Preprocessing).Split(", Scale")[0]
        );
    }

    [Theory]
    [InlineData("weights", "the weights' checksum is none there and")]
    [InlineData("other weights", "the weights' checksum is")]
    [InlineData("labels", "the labels' checksum is")]
    [InlineData("features", "the features' checksum is")]
    [InlineData("validation", "the validation's checksum is none there and")]
    [InlineData("other validation", "the validation's checksum is")]
    public void Other_data_are_another_training(string what, string expected)
    {
        Row[] rows = [.. Samples(30, 1)];
        bool weighted = what == "other weights",
            judged = what == "other validation";
        Fit(
            View(rows),
            new() { ExampleWeightColumnName = weighted ? nameof(Row.Number) : null, ValidationSet = judged ? Stripes(12, 5) : null }
        );
        if (what == "labels")
            (rows[0].Kind, rows[1].Kind) = (rows[1].Kind, rows[0].Kind);
        if (what == "features")
            rows[3].Features[0] += 1;
        if (weighted)
            rows[4].Number += 1;
        string message = Assert
            .Throws<CheckpointException>(() =>
                Fit(
                    View(rows),
                    new()
                    {
                        ExampleWeightColumnName = weighted || what == "weights" ? nameof(Row.Number) : null,
                        ValidationSet = what == "validation" || judged ? Stripes(12, 6) : null,
                    }
                )
            )
            .Message;

        Assert.Contains(expected, message);
    }

    [Fact]
    public void A_callback_that_is_added_begins_anew_and_the_others_go_on()
    {
        ConvNetOptions options = new() { Epochs = 2 };
        var count = new Counting();
        byte[] whole = Train(options with { Epochs = 4 }).ToBytes();
        Run(options with { Callbacks = [count] });
        (Counting again, Counting added) = (new(), new());
        byte[] resumed = Run(
                options with
                {
                    Epochs = 4,
                    Callbacks = [new EarlyStopping { Patience = 1, MinimumDelta = 0 }, new StopOnNaN(), again, added],
                }
            )
            .ToBytes();

        Assert.Equal(whole, resumed);
        Assert.Equal((2, 4, 2), (count.Epochs, again.Epochs, added.Epochs));
        Assert.Equal(whole, Run(options with { Epochs = 4, Callbacks = [] }).ToBytes());
    }

    [Theory]
    [InlineData(TrainingLogs.ValidationLoss, TrainingLogs.ValidationAccuracy)]
    [InlineData(TrainingLogs.ValidationAccuracy, TrainingLogs.ValidationLoss)]
    [InlineData(TrainingLogs.Loss, TrainingLogs.Accuracy)]
    public void What_is_the_best_of_one_value_is_not_taken_for_that_of_another(string before, string after)
    {
        string file = _folder.File("best.onnx");
        Run(
            new()
            {
                Epochs = 2,
                Callbacks =
                [
                    new SaveNetwork(file) { BestOnly = true, Monitor = before },
                    new EarlyStopping { Monitor = before, MinimumDelta = 1e9 },
                ],
            }
        );
        File.Delete(file);
        Run(
            new()
            {
                Epochs = 3,
                Callbacks =
                [
                    new SaveNetwork(file) { BestOnly = true, Monitor = after },
                    new EarlyStopping { Monitor = after, MinimumDelta = 1e9 },
                ],
            }
        );

        Assert.True(File.Exists(file));
    }

    [Fact]
    public void Options_that_hold_more_than_options_are_refused_by_name()
    {
        var knot = new Knot();
        knot.Self = knot;

        Assert.Contains(
            "Knot is held by options, more than 8 deep",
            Assert.Throws<ArgumentException>(() => Run(new() { Loss = new Tied(knot) })).Message
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_checkpoint_of_an_earlier_version_is_refused_with_what_to_do(int version)
    {
        File.WriteAllBytes(_folder.File("state"), [.. Encoding.ASCII.GetBytes($"MLConvCheckpoint{version}\n"), .. new byte[100]]);
        string message = Assert.Throws<CheckpointException>(() => Run(new())).Message;

        Assert.Contains("was written by an earlier version", message);
        Assert.Contains("Resume to false", message);
    }

    [Theory]
    [InlineData("state", "is a folder")]
    [InlineData("file/state", "couldn't be written")]
    [InlineData("file/deeper/state", "couldn't be written")]
    public void A_place_where_nothing_can_be_written_is_found_out_before_the_first_epoch(string path, string expected)
    {
        _folder.Write("file", [1]);
        if (path == "state")
            Directory.CreateDirectory(_folder.File(path));
        var count = new Counting();
        string checkpoint = Assert
            .Throws<CheckpointException>(() => Train(new() { Checkpoint = new(_folder.File(path)), Callbacks = [count] }))
            .Message;
        Exception csv = Assert.ThrowsAny<IOException>(() => Train(new() { Callbacks = [new CsvLog(_folder.File(path)), count] }));
        Exception save = Assert.ThrowsAny<IOException>(() => Train(new() { Callbacks = [new SaveNetwork(_folder.File(path)), count] }));

        Assert.Contains(expected, checkpoint);
        Assert.Contains("CsvLog is to write", csv.Message);
        Assert.Contains("SaveNetwork is to write", save.Message);
        Assert.Equal(0, count.Epochs);
    }

    private OnnxNetwork Run(ConvNetOptions options, Func<TrainingJob, TrainingJob>? change = null) =>
        Train(options with { Checkpoint = new(_folder.File("state")) }, change);

    private static OnnxNetwork Train(ConvNetOptions options, Func<TrainingJob, TrainingJob>? change = null)
    {
        var job = new TrainingJob
        {
            Network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).BatchNorm().Relu().Flatten().Dense(3).Build(),
            Task = ModelTask.Multiclass,
            Source = new StripesSource(30, 10),
            Validation = new StripesSource(12, 6, seed: 5),
            Options = options with { Epochs = options.Epochs == 10 ? 1 : options.Epochs, NumberOfThreads = options.NumberOfThreads ?? 1 },
        };
        return TrainingLoop.Run(change?.Invoke(job) ?? job).Network;
    }

    private void Fit(IDataView data, ConvNetOptions options)
    {
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 1, seed: 4).Flatten().Dense(3).Build();
        new MLContext(1)
            .MulticlassClassification.Trainers.ConvNet(
                network,
                options with
                {
                    Epochs = 1,
                    NumberOfThreads = 1,
                    Checkpoint = new(_folder.File("state")),
                }
            )
            .Fit(data)
            .Dispose();
    }

    private sealed class Knot
    {
        public Knot? Self { get; set; }
    }

    private sealed record Tied(Knot Knot) : Loss
    {
        public override Tensor Compute(Tensor outputs, Tensor targets) => throw new NotSupportedException();
    }

    private sealed class Counting : TrainingCallback
    {
        public int Epochs { get; private set; }

        public override void OnEpochEnd(TrainingContext context) => Epochs++;

        public override void SaveState(BinaryWriter writer) => writer.Write(Epochs);

        public override void LoadState(BinaryReader reader) => Epochs = reader.ReadInt32();
    }
}
