namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>A trainer with values of its hyper-parameters, for one feature set.</summary>
internal sealed record Candidate(string Set, ComparedTrainer Trainer, HyperParameterValues Values, double Loss, double SecondsPerFold)
{
    public string Key => $"{Set} | {Trainer.Name} | {Values}";
}
