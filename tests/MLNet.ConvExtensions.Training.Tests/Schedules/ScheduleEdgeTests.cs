using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Tests.Loop;

namespace MLNet.ConvExtensions.Training.Tests.Schedules;

/// <summary>Rates of trainings that are so short that a part of the schedule has no length.</summary>
public sealed class ScheduleEdgeTests
{
    private const double Rate = 0.1;

    public static TheoryData<LearningRateSchedule> All =>
        [
            new ConstantSchedule(),
            new StepSchedule(),
            new StepSchedule { Every = 1 },
            new StepSchedule { Milestones = [1] },
            new StepSchedule { Milestones = [] },
            new ExponentialSchedule(),
            new InverseTimeSchedule(),
            new CosineSchedule(),
            new OneCycleSchedule(),
            new OneCycleSchedule { Rise = 0.1 },
            new OneCycleSchedule { Rise = 0.25 },
            new OneCycleSchedule { Rise = 0.5 },
            new OneCycleSchedule { Rise = 1 / 3.0 },
            new OneCycleSchedule { Rise = 1e-300 },
            new OneCycleSchedule { Rise = 1 - 1e-16 },
            new WarmUpSchedule(),
            new WarmUpSchedule { Epochs = 1 },
            new WarmUpSchedule
            {
                Epochs = 2,
                Then = new OneCycleSchedule { Rise = 0.5 },
            },
            new WarmUpSchedule { Epochs = 1, Then = new StepSchedule() },
            new WarmUpSchedule { Epochs = 1, Then = new ReduceOnPlateauSchedule() },
            new ReduceOnPlateauSchedule(),
            new ReduceOnPlateauSchedule { Patience = 0 },
        ];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_rate_of_every_short_training_is_a_number_from_0_to_the_one_that_is_named(LearningRateSchedule schedule)
    {
        schedule.Validate();
        foreach (int epochs in new[] { 1, 2, 3, 4, 10 })
        {
            foreach (int perEpoch in new[] { 1, 2, 3, 5 })
            {
                double[] rates = Rates(schedule, epochs, perEpoch);
                Assert.All(rates, rate => Assert.InRange(rate, 0, Rate * 1.0000001));
                Assert.True(rates.Max() > Rate / 1000, $"{schedule}, {epochs} epochs of {perEpoch}: {string.Join(' ', rates)}");
            }
        }
    }

    /// <summary>
    /// torch.optim.lr_scheduler.OneCycleLR(torch.optim.SGD([p], lr=.1), max_lr=.1, total_steps=steps, pct_start=rise), PyTorch 1.13. Where
    /// rise x steps is 1, it has a ZeroDivisionError.
    /// </summary>
    [Theory]
    [InlineData(2, 0.3, 0.0811745653949763, 4e-07)]
    [InlineData(3, 0.3, 0.09944154354509119, 0.046263710266697504, 4e-07)]
    [InlineData(5, 0.1, 0.09698464310077128, 0.0750001, 0.04131782584628902, 0.01169813105293973, 4e-07)]
    public void A_rise_of_less_than_a_batch_is_that_of_PyTorch(int steps, double rise, params double[] expected)
    {
        double[] rates = Rates(new OneCycleSchedule { Rise = rise }, 1, steps);

        Assert.All(expected.Zip(rates), p => Assert.Equal(p.First, p.Second, tolerance: 1e-9));
    }

    [Theory]
    [InlineData(10, 0.1)]
    [InlineData(20, 0.05)]
    [InlineData(4, 0.25)]
    [InlineData(2, 0.5)]
    public void A_rise_of_one_batch_begins_at_the_top_and_falls_as_a_cosine(int steps, double rise)
    {
        double[] rates = Rates(new OneCycleSchedule { Rise = rise }, 1, steps);
        double last = Rate / 25 / 1e4;

        for (int i = 0; i < steps; i++)
            Assert.Equal(last + ((Rate - last) * (1 + Math.Cos(Math.PI * i / (steps - 1))) / 2), rates[i], tolerance: 1e-12);
    }

    [Fact]
    public void A_training_of_a_single_batch_has_the_rate_that_is_named() => Assert.Equal([Rate], Rates(new OneCycleSchedule(), 1, 1));

    [Theory]
    [InlineData(10, 4, 8)]
    [InlineData(3, 1, 2)]
    [InlineData(90, 30, 60)]
    public void Without_a_number_of_epochs_the_rate_steps_at_each_third(int epochs, int first, int second)
    {
        double[] rates = Rates(new StepSchedule(), epochs, 2);

        Assert.Equal(
            Enumerable
                .Range(0, epochs)
                .Select(e =>
                    e < first ? Rate
                    : e < second ? Rate / 10
                    : Rate / 100
                ),
            rates.Where((_, i) => i % 2 == 1),
            (a, b) => Math.Abs(a - b) < 1e-12
        );
    }

    public static TheoryData<LearningRateSchedule, int, string?> Void =>
        new()
        {
            {
                new StepSchedule { Every = 30 },
                10,
                "StepSchedule.Every is 30, and the training has 10 epochs: the rate never steps"
            },
            {
                new StepSchedule { Every = 30 },
                31,
                null
            },
            {
                new StepSchedule { Milestones = [30, 60] },
                10,
                "StepSchedule.Milestones has 30, 60, and the training has 10 epochs: the rate never steps"
            },
            {
                new StepSchedule { Milestones = [5, 60] },
                10,
                "StepSchedule.Milestones has 60, and the training has 10 epochs: there is no such step"
            },
            {
                new WarmUpSchedule { Epochs = 5 },
                5,
                "WarmUpSchedule.Epochs is 5, and the training has 5: the rate rises up to the end"
            },
            {
                new WarmUpSchedule { Epochs = 5 },
                6,
                null
            },
            {
                new WarmUpSchedule
                {
                    Epochs = 5,
                    Then = new StepSchedule { Every = 5 },
                },
                10,
                "StepSchedule.Every is 5, and the training has 5 epochs"
            },
            { new ReduceOnPlateauSchedule(), 12, "ReduceOnPlateauSchedule.Patience is 10, and the training has 12 epochs" },
            { new ReduceOnPlateauSchedule(), 13, null },
        };

    [Theory]
    [MemberData(nameof(Void))]
    public void A_part_of_a_schedule_that_never_comes_about_is_told(LearningRateSchedule schedule, int epochs, string? expected)
    {
        string? told = schedule.VoidIn(epochs);

        Assert.Equal(expected is null, told is null);
        Assert.StartsWith(expected ?? "", told ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_told_to_the_logger()
    {
        var log = new MessageLog();
        TrainingLoop.Run(
            Job(
                new ConvNetOptions
                {
                    Epochs = 1,
                    NumberOfThreads = 1,
                    Schedule = new StepSchedule { Every = 3 },
                    Logger = log,
                }
            )
        );

        Assert.Contains(log.Messages, m => m.Contains("the rate never steps", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(double.PositiveInfinity)]
    public void A_schedule_that_gives_no_rate_is_named_before_the_step(double rate)
    {
        string message = Assert
            .Throws<InvalidOperationException>(() =>
                TrainingLoop.Run(
                    Job(
                        new ConvNetOptions
                        {
                            Epochs = 1,
                            NumberOfThreads = 1,
                            Schedule = new Given(rate),
                        }
                    )
                )
            )
            .Message;

        Assert.Contains("The schedule Given gives the learning rate", message);
        Assert.Contains("for step 0 of 2", message);
    }

    private static double[] Rates(LearningRateSchedule schedule, int epochs, int perEpoch)
    {
        var history = new TrainingHistory();
        var rates = new List<double>();
        for (int step = 0; step < epochs * perEpoch; step++)
        {
            if (step > 0 && step % perEpoch == 0)
                history.Add(new TrainingEpoch(step / perEpoch, new Dictionary<string, double> { [TrainingLogs.Loss] = 1 }));
            rates.Add(schedule.RateAt(Rate, new SchedulePosition(step, perEpoch, epochs, history)));
        }

        return [.. rates];
    }

    private static TrainingJob Job(ConvNetOptions options) =>
        new()
        {
            Network = NetworkBuilder.Image(8, 8, 1, seed: 4).Flatten().Dense(3).Build(),
            Task = ModelTask.Multiclass,
            Source = new StripesSource(8, 4),
            Options = options,
        };

    private sealed record Given(double Rate) : LearningRateSchedule
    {
        public override double RateAt(double learningRate, SchedulePosition position) => Rate;
    }
}
