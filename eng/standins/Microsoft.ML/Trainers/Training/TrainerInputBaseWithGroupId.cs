namespace Microsoft.ML.Trainers;

public abstract class TrainerInputBaseWithGroupId : TrainerInputBaseWithWeight
{
    public string? RowGroupColumnName = null;

    private protected TrainerInputBaseWithGroupId()
    {
    }
}
