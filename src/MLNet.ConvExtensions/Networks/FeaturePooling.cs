namespace MLNet.ConvExtensions;

/// <summary>How a layer's output becomes one row of features per image.</summary>
public enum FeaturePooling
{
    /// <summary>Not pooled: all elements in a row, C*H*W features, in the order in which the layer has them.</summary>
    None,

    /// <summary>The average over all positions, or over all tokens of a transformer: C features.</summary>
    Average,

    /// <summary>The largest value over all positions or tokens, C features.</summary>
    Maximum,

    /// <summary>
    /// The first token of a transformer's layer, [N, tokens, C], which its classifier looks at: C features. Other layers have none.
    /// </summary>
    ClassToken,

    /// <summary>
    /// The average over a transformer's tokens of image patches, [N, tokens, C], without its class token and registers in front of them:
    /// C features. Where there are none of these, as in SigLIP, it is that of all tokens. Other layers have none.
    /// </summary>
    PatchAverage,

    /// <summary>
    /// The class token and behind it the average over the tokens of patches, as DINO's and DINOv2's linear probes take them: 2 C features.
    /// Layers without a class token have none.
    /// </summary>
    ClassTokenAndPatchAverage,
}
