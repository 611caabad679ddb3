namespace MLNet.ConvExtensions;

/// <summary>Where the points of a t-SNE map begin.</summary>
public enum MapInitialization
{
    /// <summary>At their places in the plane of the first two principal components, which keeps far groups in their relation.</summary>
    PrincipalComponents,

    /// <summary>At places drawn from the seed.</summary>
    Random,
}
