namespace MLNet.ConvExtensions.Columns;

/// <summary>What a model predicts.</summary>
internal enum ModelTask
{
    Multiclass,
    Binary,
    Regression,

    /// <summary>Several labels at once, each there or not.</summary>
    Multilabel,
}
