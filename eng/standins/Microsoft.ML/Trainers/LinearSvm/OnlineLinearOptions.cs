namespace Microsoft.ML.Trainers;

public abstract class OnlineLinearOptions : TrainerInputBaseWithLabel
{
    public int NumberOfIterations = OnlineDefault.NumberOfIterations;
    public float InitialWeightsDiameter = 0;
    public bool Shuffle = true;

    protected OnlineLinearOptions()
    {
    }

    internal static class OnlineDefault
    {
        public const int NumberOfIterations = 1;
    }
}
