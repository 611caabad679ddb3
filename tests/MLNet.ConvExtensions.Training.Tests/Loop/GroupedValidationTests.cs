using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>
/// Validations of rows that a network can only learn by heart: noise, the same for all rows of a group. Where a group is divided, the
/// validation is as good as the training; where it isn't, it is a guess.
/// </summary>
public sealed class GroupedValidationTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(Row.Text))]
    [InlineData(nameof(Row.Number))]
    public void Rows_of_a_group_are_trained_on_or_validated_with_but_not_both(string column)
    {
        double divided = Fit(Options()),
            whole = Fit(Options() with { GroupColumnName = column });

        Assert.True(divided > 0.95, $"{divided}");
        Assert.InRange(whole, 0.2, 0.8);
    }

    [Fact]
    public void Fine_tuning_divides_by_groups_too()
    {
        var options = new FineTuneOptions
        {
            Strategy = FineTuneStrategy.Full,
            Epochs = 1,
            BatchSize = 5,
            NumberOfThreads = 1,
            ValidationFraction = 0.25,
            GroupColumnName = nameof(Row.Text),
        };
        var seen = new List<int>();
        options = options with { Callbacks = [new Look(context => seen.AddRange([context.Samples, context.ValidationSamples]))] };
        _ml.BinaryClassification.Trainers.FineTune(FineTuneData.Stripy, options).Fit(Data()).Dispose();

        Assert.Equal([90, 30], seen);
    }

    [Fact]
    public void Images_without_labels_are_divided_by_groups_too()
    {
        var seen = new List<int>();
        var options = new PretrainAutoencoderOptions
        {
            InputColumnName = "Features",
            OutputColumnName = "Learned",
            Epochs = 1,
            NumberOfThreads = 1,
            ValidationFraction = 0.1,
            GroupColumnName = nameof(Row.Text),
            Callbacks = [new Look(context => seen.AddRange([context.Samples, context.ValidationSamples]))],
        };
        _ml.Transforms.PretrainAutoencoder(FineTuneData.Network(), options).Fit(Data()).Dispose();

        Assert.Equal([110, 10], seen);
    }

    [Fact]
    public void Rows_in_other_groups_are_another_training()
    {
        ConvNetOptions options = Options() with { Epochs = 1, GroupColumnName = nameof(Row.Text), Checkpoint = new(_folder.File("state")) };
        Fit(options);
        Fit(options with { Epochs = 2, GroupColumnName = nameof(Row.Number) });
        string other = Assert.Throws<CheckpointException>(() => Fit(options with { GroupColumnName = nameof(Row.Pair) })).Message;
        string none = Assert.Throws<CheckpointException>(() => Fit(options with { GroupColumnName = null })).Message;

        Assert.Contains("the groups' checksum is", other);
        Assert.Contains("checksum is", none);
    }

    [Fact]
    public void A_class_that_cannot_be_validated_is_told_of()
    {
        var log = new MessageLog();
        Fit(Options() with { Epochs = 1, GroupColumnName = nameof(Row.Halves), ValidationFraction = 0.3, Logger = log });

        Assert.Contains(
            log.Messages,
            m => m.Contains("The validation has no images of True, whose groups by Halves", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Groups_without_a_fraction_or_a_column_are_refused()
    {
        string fraction = Assert
            .Throws<ArgumentException>(() => Fit(Options() with { ValidationFraction = 0, GroupColumnName = "Text" }))
            .Message;
        string column = Assert.Throws<ArgumentException>(() => Fit(Options() with { GroupColumnName = "Nothing" })).Message;

        Assert.Contains("GroupColumnName is Text; allowed: null without a ValidationFraction", fraction);
        Assert.Contains("There is no group column 'Nothing'", column);
    }

    private static ConvNetOptions Options() =>
        new()
        {
            Epochs = 30,
            BatchSize = 20,
            LearningRate = 0.01,
            NumberOfThreads = 1,
            ValidationFraction = 0.25,
        };

    private double Fit(ConvNetOptions options)
    {
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 1, seed: 4).Flatten().Dense(32).Relu().Dense(1).Build();
        using ConvNetTransformer model = _ml.BinaryClassification.Trainers.ConvNet(network, options).Fit(Data());
        return options.ValidationFraction > 0 ? model.History[TrainingLogs.ValidationAccuracy][^1] : double.NaN;
    }

    // 24 groups of 5 rows each; half of the groups are true.
    private IDataView Data() =>
        _ml.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, 120)
                .Select(i =>
                {
                    int group = i / 5;
                    var random = new Random(group);
                    return new Row
                    {
                        Label = group % 2 == 0,
                        Text = $"group {group}",
                        Number = group,
                        Pair = group / 2,
                        Halves = group % 2 == 0 ? -1 : group,
                        Features = [.. Enumerable.Range(0, 64).Select(_ => (float)random.NextDouble() - 0.5f)],
                    };
                })
                .ToArray()
        );

    private sealed class Row
    {
        public bool Label { get; set; }

        public string Text { get; set; } = "";

        public float Number { get; set; }

        public float Pair { get; set; }

        public float Halves { get; set; }

        [VectorType(64)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Look(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnTrainingStart(TrainingContext context) => action(context);
    }
}
