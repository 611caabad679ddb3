using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Data;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>Fewer images than a batch has, and classes of one image.</summary>
public sealed class FewSamplesTests
{
    private readonly MLContext _ml = new(1);

    [Theory]
    [InlineData(32, 28)]
    [InlineData(65536, 5)]
    [InlineData(29, 28)]
    public void Where_there_are_fewer_rows_than_a_batch_has_a_step_has_all_of_them(int batchSize, int rows)
    {
        IDataView data = Stripes(rows, 1);
        byte[] Train(int size, int patience) =>
            _ml
                .MulticlassClassification.Trainers.ConvNet(
                    NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).BatchNorm().Relu().Flatten().Dense(3).Build(),
                    new ConvNetOptions
                    {
                        Epochs = 3,
                        BatchSize = size,
                        NumberOfThreads = 1,
                        Callbacks = [new EarlyStopping { Patience = patience }],
                    }
                )
                .Fit(data)
                .Network.ToBytes();

        Assert.Equal(Train(rows, 5), Train(batchSize, 5));
    }

    [Theory]
    [InlineData(FineTuneStrategy.Head)]
    [InlineData(FineTuneStrategy.LastStages)]
    [InlineData(FineTuneStrategy.Full)]
    public void So_it_is_with_fine_tuning(FineTuneStrategy strategy)
    {
        var options = new FineTuneOptions
        {
            Epochs = 2,
            BatchSize = 32,
            NumberOfThreads = 1,
            Strategy = strategy,
            ValidationFraction = 0.1,
            Schedule = new ReduceOnPlateauSchedule(),
        };
        using ConvNetTransformer yesOrNo = _ml
            .BinaryClassification.Trainers.FineTune(Stripy, options with { LabelColumnName = nameof(Row.IsStriped) })
            .Fit(Stripes(30, 1));
        using ConvNetTransformer number = _ml
            .Regression.Trainers.FineTune(Stripy, options with { LabelColumnName = nameof(Row.Number) })
            .Fit(Stripes(30, 1));

        Assert.All(new[] { yesOrNo, number }, m => Assert.Equal(2, m.History.Epochs.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public void A_class_of_one_image_is_learned_from_and_not_judged(int size)
    {
        Row[] rows = [.. Samples(31, 1).Where((r, i) => r.Kind != "none" || i == 2)],
            judged = [.. Samples(30, 2).Where(r => r.Kind != "none")];
        var log = new MessageLog();
        var options = new FineTuneOptions
        {
            Epochs = 2,
            BatchSize = size,
            NumberOfThreads = 1,
            Logger = log,
        };
        using ConvNetTransformer set = _ml
            .MulticlassClassification.Trainers.FineTune(Stripy, options with { ValidationSet = View(judged) })
            .Fit(View(rows));
        using ConvNetTransformer part = _ml
            .MulticlassClassification.Trainers.FineTune(Stripy, options with { ValidationFraction = 0.2 })
            .Fit(View(rows));

        Assert.All(new[] { set, part }, m => Assert.All(m.History[TrainingLogs.ValidationLoss], l => Assert.True(double.IsFinite(l))));
        Assert.Contains(log.Messages, m => m.StartsWith("Warning: The validation has no images of 'none'", StringComparison.Ordinal));
        Assert.Contains(log.Messages, m => m.StartsWith("Warning: All images of 'none' (1) are learned from", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.1, 20, 2, 4)]
    [InlineData(0.1, 4, 3, 1)]
    [InlineData(0.01, 10, 5, 1)]
    [InlineData(0.25, 1, 9, 2)]
    public void A_part_that_is_less_than_a_sample_of_each_class_is_taken_of_some(double fraction, int classes, int each, int expected)
    {
        int count = classes * each;
        var store = new VectorStore(new SampleShape(1, 1, 1));
        for (int i = 0; i < count; i++)
            store.Add()[0] = i;
        var samples = new TrainingSamples(store, [.. Enumerable.Range(0, count).Select(i => (float)(i % classes))], null);
        (TrainingSamples rest, TrainingSamples part) = samples.Split(fraction, classes: true, seed: 3);
        int[] judged = [.. Enumerable.Range(0, part.Count).Select(part.PlaceOf)];

        Assert.Equal((count - expected, expected), (rest.Count, part.Count));
        Assert.Equal(Math.Min(expected, classes), judged.Select(p => p % classes).Distinct().Count());
        Assert.Equal(classes, Enumerable.Range(0, rest.Count).Select(i => rest.PlaceOf(i) % classes).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Classes_of_one_sample_each_leave_none_to_judge(int classes)
    {
        var store = new VectorStore(new SampleShape(1, 1, 1));
        for (int i = 0; i < classes; i++)
            store.Add()[0] = i;
        var samples = new TrainingSamples(store, [.. Enumerable.Range(0, classes).Select(i => (float)i)], null);

        Assert.Contains(
            "leaves none to validate with",
            Assert.Throws<ArgumentException>(() => samples.Split(0.4, classes: true, seed: 1)).Message
        );
    }
}
