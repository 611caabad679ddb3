namespace MLNet.ConvExtensions;

/// <summary>Options of the trainers that take a network as it is and train all of it.</summary>
public sealed record ConvNetOptions : TrainingOptions;
