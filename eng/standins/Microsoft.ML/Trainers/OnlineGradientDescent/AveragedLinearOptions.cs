namespace Microsoft.ML.Trainers;

public abstract class AveragedLinearOptions : OnlineLinearOptions
{
    public float LearningRate = 1;
    public bool DecreaseLearningRate = false;
    public bool Averaged = true;

    protected AveragedLinearOptions()
    {
    }
}
