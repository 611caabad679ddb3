namespace Microsoft.ML.Trainers;

public abstract class TrainerInputBaseWithWeight : TrainerInputBaseWithLabel
{
    public string? ExampleWeightColumnName = null;

    private protected TrainerInputBaseWithWeight()
    {
    }
}
