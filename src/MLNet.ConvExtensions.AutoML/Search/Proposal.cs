namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>What a trial is to try: a trainer with values of its hyper-parameters, on a feature set.</summary>
internal sealed record Proposal(string Set, ComparedTrainer Trainer, HyperParameterValues Values);
