namespace MLNet.ConvExtensions.Columns;

/// <summary>What a model predicts.</summary>
internal enum ModelTask
{
    Multiclass,
    Binary,
    Regression,
}
