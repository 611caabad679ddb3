namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>A feature set with values of its own hyper-parameters, where it has some, and a trainer with values of its.</summary>
internal sealed record Candidate(string Set, HyperParameterValues FeatureValues, ComparedTrainer Trainer, HyperParameterValues Values)
{
    public string Key =>
        FeatureValues.Names.Count == 0 ? $"{Set} | {Trainer.Name} | {Values}" : $"{Set} {FeatureValues} | {Trainer.Name} | {Values}";
}
