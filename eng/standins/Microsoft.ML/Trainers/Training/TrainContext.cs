namespace Microsoft.ML.Trainers;

/// <summary>What a trainer is given: the data, and the model to go on from if there is one.</summary>
internal sealed record TrainContext(TrainingSet TrainingSet, object? InitialModel = null);
