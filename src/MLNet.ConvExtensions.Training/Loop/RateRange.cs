namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>The learning rate grows from batch to batch by the same factor, from one rate to another.</summary>
internal sealed record RateRange(double From, double To, int Steps) : LearningRateSchedule
{
    public override double RateAt(double learningRate, SchedulePosition position) =>
        From * Math.Pow(To / From, Math.Min(1, position.Step / Math.Max(Steps - 1.0, 1)));
}
