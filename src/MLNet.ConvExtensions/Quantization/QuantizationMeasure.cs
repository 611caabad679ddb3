namespace MLNet.ConvExtensions;

/// <summary>By what a smaller network is compared with what it was made of.</summary>
public enum QuantizationMeasure
{
    /// <summary>The part of the photos whose class the network names.</summary>
    Accuracy,

    /// <summary>
    /// The accuracy of logistic regression on the features, in five folds: the recipe for a few hundred photos, for networks that don't
    /// know the photos' classes.
    /// </summary>
    AccuracyOfLinearModel,

    /// <summary>The part of the photos for which both name the same class; photos need no classes.</summary>
    Agreement,

    /// <summary>The cosine between the features of both, on average; photos need no classes.</summary>
    Cosine,
}
