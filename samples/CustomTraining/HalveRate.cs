using MLNet.ConvExtensions;

namespace CustomTraining;

/// <summary>
/// Halves the learning rate whenever the validation's loss was no better than its best for some epochs. The history tells, so nothing has
/// to be saved for a training that is resumed.
/// </summary>
internal sealed class HalveRate(int patience) : TrainingCallback
{
    public override void OnEpochEnd(TrainingContext context)
    {
        double[] losses = [.. context.History[TrainingLogs.ValidationLoss]];
        int epochsSinceBest = losses.Length - 1 - Array.IndexOf(losses, losses.Min());
        if (epochsSinceBest > 0 && epochsSinceBest % patience == 0)
            context.LearningRate /= 2;
    }
}
