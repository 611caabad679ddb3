using System.Globalization;

namespace MLNet.ConvExtensions.Training.Tests.Schedules;

/// <summary>Rates against those of torch.optim.lr_scheduler (make_schedules.py): 12 epochs of 5 batches, a rate of 0.1.</summary>
public sealed class ScheduleTests
{
    private const int Epochs = 12,
        StepsPerEpoch = 5;

    private static readonly double[] Losses = [1.0, 0.8, 0.79999, 0.7999, 0.79985, 0.6, 0.61, 0.62, 0.63, 0.64, 0.65, 0.66];

    private static readonly Dictionary<string, double[]> Expected = File.ReadLines(
            Path.Combine(AppContext.BaseDirectory, "Schedules", "schedules.csv")
        )
        .Select(line => line.Split(','))
        .ToDictionary(parts => parts[0], parts => parts[1..].Select(p => double.Parse(p, CultureInfo.InvariantCulture)).ToArray());

    public static TheoryData<string, LearningRateSchedule> Schedules =>
        new()
        {
            {
                "step",
                new StepSchedule { Every = 4, Factor = 0.3 }
            },
            {
                "milestones",
                new StepSchedule { Milestones = [3, 8] }
            },
            {
                "inverse_time",
                new InverseTimeSchedule { Decay = 0.25 }
            },
            {
                "exponential",
                new ExponentialSchedule { Factor = 0.9 }
            },
            {
                "cosine",
                new CosineSchedule { Minimum = 0.001 }
            },
            { "one_cycle", new OneCycleSchedule() },
            {
                "warm_up",
                new WarmUpSchedule { Epochs = 3 }
            },
            {
                "plateau",
                new ReduceOnPlateauSchedule { Factor = 0.5, Patience = 1 }
            },
            {
                "plateau_cooldown",
                new ReduceOnPlateauSchedule
                {
                    Factor = 0.5,
                    Patience = 1,
                    Cooldown = 2,
                    Minimum = 0.02,
                }
            },
            {
                "plateau_max",
                new ReduceOnPlateauSchedule
                {
                    Factor = 0.5,
                    Patience = 2,
                    Monitor = "val_accuracy",
                    Threshold = 1e-2,
                }
            },
        };

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Rates_are_those_of_pytorch(string name, LearningRateSchedule schedule)
    {
        schedule.Validate();
        double[] expected = Expected[name];
        for (int step = 0; step < Epochs * StepsPerEpoch; step++)
            Assert.Equal(expected[step], schedule.RateAt(0.1, At(step)), Math.Abs(expected[step]) * 1e-7);
    }

    [Fact]
    public void A_constant_rate_stays_the_same() =>
        Assert.All(Enumerable.Range(0, 60), step => Assert.Equal(0.1, new ConstantSchedule().RateAt(0.1, At(step))));

    [Fact]
    public void Rates_beyond_the_last_batch_stay_at_the_end()
    {
        Assert.Equal(0, new CosineSchedule().RateAt(0.1, At(61)), 1e-12);
        Assert.Equal(0.1 / 25 / 1e4, new OneCycleSchedule().RateAt(0.1, At(61)), 1e-12);
    }

    [Fact]
    public void Nothing_counts_as_an_improvement_over_a_value_by_not_being_a_number()
    {
        var history = new TrainingHistory();
        foreach (double loss in new[] { 1, double.NaN, double.NaN })
            history.Add(new TrainingEpoch(history.Epochs.Count + 1, new Dictionary<string, double> { ["loss"] = loss }));
        var schedule = new ReduceOnPlateauSchedule { Patience = 1 };
        Assert.Equal(0.01, schedule.RateAt(0.1, new SchedulePosition(15, StepsPerEpoch, Epochs, history)), 1e-12);
    }

    [Fact]
    public void A_watched_value_that_is_not_reported_is_named()
    {
        var schedule = new ReduceOnPlateauSchedule { Monitor = "val_accuracy" };
        var history = new TrainingHistory();
        history.Add(new TrainingEpoch(1, new Dictionary<string, double> { ["loss"] = 1, ["accuracy"] = 0.5 }));
        var error = Assert.Throws<InvalidOperationException>(() => schedule.RateAt(0.1, new SchedulePosition(5, 5, 2, history)));
        Assert.Contains("'val_accuracy'", error.Message, StringComparison.Ordinal);
        Assert.Contains("loss, accuracy", error.Message, StringComparison.Ordinal);
        Assert.Contains("validation set or fraction", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<LearningRateSchedule, string, string> Wrong =>
        new()
        {
            {
                new StepSchedule { Every = 0 },
                "StepSchedule.Every is 0",
                "1 or more"
            },
            {
                new StepSchedule { Factor = 0 },
                "StepSchedule.Factor is 0",
                "above 0"
            },
            {
                new StepSchedule { Milestones = [5, 3] },
                "StepSchedule.Milestones is 5, 3",
                "ascending"
            },
            {
                new InverseTimeSchedule { Decay = 0 },
                "InverseTimeSchedule.Decay is 0",
                "above 0"
            },
            {
                new ExponentialSchedule { Factor = 1.5 },
                "ExponentialSchedule.Factor is 1.5",
                "up to 1"
            },
            {
                new CosineSchedule { Minimum = -1 },
                "CosineSchedule.Minimum is -1",
                "0 or more"
            },
            {
                new OneCycleSchedule { Rise = 1 },
                "OneCycleSchedule.Rise is 1",
                "below 1"
            },
            {
                new OneCycleSchedule { EndDivisor = double.NaN },
                "OneCycleSchedule.EndDivisor is NaN",
                "1 or more"
            },
            {
                new WarmUpSchedule { Epochs = 0 },
                "WarmUpSchedule.Epochs is 0",
                "1 or more"
            },
            {
                new WarmUpSchedule { Then = new CosineSchedule { Minimum = -1 } },
                "CosineSchedule.Minimum is -1",
                "0 or more"
            },
            {
                new WarmUpSchedule { Then = new WarmUpSchedule() },
                "WarmUpSchedule.Then",
                "any other schedule"
            },
            {
                new ReduceOnPlateauSchedule { Patience = -1 },
                "ReduceOnPlateauSchedule.Patience is -1",
                "0 or more"
            },
            {
                new ReduceOnPlateauSchedule { Monitor = " " },
                "ReduceOnPlateauSchedule.Monitor",
                "the name of a value"
            },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_values_are_refused_by_name_with_what_is_allowed(LearningRateSchedule schedule, string what, string allowed)
    {
        var error = Assert.Throws<ArgumentException>(schedule.Validate);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
    }

    private static SchedulePosition At(int step)
    {
        var history = new TrainingHistory();
        for (int epoch = 0; epoch < Math.Min(step / StepsPerEpoch, Epochs); epoch++)
            history.Add(
                new TrainingEpoch(
                    epoch + 1,
                    new Dictionary<string, double> { ["loss"] = Losses[epoch], ["val_accuracy"] = 1 - Losses[epoch] }
                )
            );
        return new SchedulePosition(step, StepsPerEpoch, Epochs, history);
    }
}
