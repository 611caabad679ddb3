namespace MLNet.ConvExtensions.Ensembles;

/// <summary>What the members of an ensemble predict.</summary>
internal enum EnsembleTask
{
    Multiclass,
    Binary,
    Regression,
}
