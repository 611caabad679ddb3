namespace MLNet.ConvExtensions;

/// <summary>In what order photos are shown to somebody who looks at a model's predictions.</summary>
public enum ReviewOrder
{
    /// <summary>The least sure first: where a correction is most likely.</summary>
    Uncertain,

    /// <summary>
    /// Unsure and unlike those before: photos of one burst, on which a model errs in the same way, don't fill the queue. For labels to train on.
    /// </summary>
    Informative,

    /// <summary>By chance, each photo as likely as any other: for an estimate of how often a model is right.</summary>
    Random,
}
