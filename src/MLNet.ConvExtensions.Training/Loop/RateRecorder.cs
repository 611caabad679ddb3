namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Records the smoothed loss of each batch with its learning rate, and ends when the loss explodes.</summary>
internal sealed class RateRecorder(int steps) : TrainingCallback
{
    private const double Smoothing = 0.95,
        Explosion = 4;

    private OnnxNetwork? _first;
    private double _smoothed;
    private double _least = double.PositiveInfinity;

    public List<(double Rate, double Loss)> Points { get; } = [];

    public override void OnTrainingStart(TrainingContext context) => _first = context.Snapshot();

    public override void OnBatchEnd(TrainingContext context)
    {
        double rate = context.Logs[TrainingLogs.LearningRate];
        if (context.LastLoss is double loss)
            Add(context, rate, loss);
        if (context.Step >= steps)
            context.RequestStop("All rates were tried.");
    }

    /// <summary>What the search did to the weights is nothing to keep.</summary>
    public override void OnTrainingEnd(TrainingContext context)
    {
        if (_first is not null)
            context.Restore(_first);
        _first = null;
    }

    private void Add(TrainingContext context, double rate, double loss)
    {
        _smoothed = (Smoothing * _smoothed) + ((1 - Smoothing) * loss);
        double value = _smoothed / (1 - Math.Pow(Smoothing, Points.Count + 1));
        if (!double.IsFinite(value) || value > Explosion * _least)
        {
            context.RequestStop("The loss explodes.");
            return;
        }

        _least = Math.Min(_least, value);
        Points.Add((rate, value));
    }
}
