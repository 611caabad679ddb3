namespace MLNet.ConvExtensions;

/// <summary>How unsure a prediction is, from 0 (sure) to 1.</summary>
public enum ReviewUncertainty
{
    /// <summary>1 minus the difference of the two highest probabilities: whether the first could be the second.</summary>
    Margin,

    /// <summary>The entropy of all probabilities, as a part of the greatest possible.</summary>
    Entropy,
}
