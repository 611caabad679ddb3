namespace MLNet.ConvExtensions;

/// <summary>What a model predicts.</summary>
internal enum ModelTask
{
    Multiclass,
    Binary,
    Regression,
}
