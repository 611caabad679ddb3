using MLNet.ConvExtensions.Training.Loop;

namespace MLNet.ConvExtensions.Training.Trainers.ConvNet;

/// <summary>Trains with rates that grow from step to step, and records the losses.</summary>
internal static class RateSearch
{
    /// <param name="options">The trainer's options.</param>
    /// <param name="from">The first rate.</param>
    /// <param name="to">The last one.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="train">Trains with other options.</param>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public static LearningRateCurve Run<TOptions>(TOptions options, double from, double to, int steps, Action<TOptions> train)
        where TOptions : TrainingOptions
    {
        if (!(from > 0 && to > from && double.IsFinite(to)))
            throw new ArgumentException($"The rates are {from} to {to}; allowed: two above 0, rising.");
        if (steps < 10)
            throw new ArgumentException($"The number of steps is {steps}; allowed: 10 or more.", nameof(steps));
        var recorder = new RateRecorder(steps);
        TrainingOptions changed = options with
        {
            Epochs = 1_000_000,
            LearningRate = from,
            Schedule = new RateRange(from, to, steps),
            ValidationSet = null,
            ValidationFraction = 0,
            GroupColumnName = null,
            Checkpoint = null,
            WeightAverage = null,
            Callbacks = [recorder],
        };
        train((TOptions)changed);
        return new LearningRateCurve(recorder.Points);
    }
}
