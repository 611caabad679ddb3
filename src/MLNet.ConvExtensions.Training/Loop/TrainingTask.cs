namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>What a network learns to predict.</summary>
internal enum TrainingTask
{
    Multiclass,
    Binary,
    Regression,
}
