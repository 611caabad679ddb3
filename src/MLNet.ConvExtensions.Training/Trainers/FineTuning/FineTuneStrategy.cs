namespace MLNet.ConvExtensions;

/// <summary>Which weights fine-tuning changes, and when.</summary>
public enum FineTuneStrategy
{
    /// <summary>The new head alone: as a linear model (or a small dense network) on the backbone's features.</summary>
    Head,

    /// <summary>The head and the last stages of the backbone.</summary>
    LastStages,

    /// <summary>Everything.</summary>
    Full,

    /// <summary>
    /// The head at first, then one stage more after the other, the last ones first, until everything learns (Howard and Ruder, Universal
    /// Language Model Fine-tuning, 2018).
    /// </summary>
    Gradual,
}
