namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Records the smoothed loss of each batch with its learning rate, and ends when the loss explodes.</summary>
internal sealed class RateRecorder(int steps) : TrainingCallback
{
    private const double Smoothing = 0.95, Explosion = 4;

    private double _sumBefore;
    private double _smoothed;
    private double _least = double.PositiveInfinity;

    public List<(double Rate, double Loss)> Points { get; } = [];

    public override void OnEpochStart(TrainingContext context) => _sumBefore = 0;

    public override void OnBatchEnd(TrainingContext context)
    {
        // The logs hold the mean of the epoch so far.
        double sum = context.Logs[TrainingLogs.Loss] * context.Batch, loss = sum - _sumBefore;
        _sumBefore = sum;
        _smoothed = (Smoothing * _smoothed) + ((1 - Smoothing) * loss);
        double value = _smoothed / (1 - Math.Pow(Smoothing, Points.Count + 1));
        if (!double.IsFinite(value) || value > Explosion * _least)
        {
            context.RequestStop("The loss explodes.");
            return;
        }

        _least = Math.Min(_least, value);
        Points.Add((context.Logs[TrainingLogs.LearningRate], value));
        if (context.Step >= steps)
            context.RequestStop("All rates were tried.");
    }
}
