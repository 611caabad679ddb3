namespace MLNet.ConvExtensions;

/// <summary>How a layer's output becomes one row of features per image.</summary>
public enum FeaturePooling
{
    /// <summary>Not pooled: all elements in a row, C*H*W features.</summary>
    None,

    /// <summary>The average over all positions, C features.</summary>
    Average,

    /// <summary>The largest value over all positions, C features.</summary>
    Maximum,
}
