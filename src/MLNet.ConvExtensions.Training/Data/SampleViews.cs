namespace MLNet.ConvExtensions.Training.Data;

/// <summary>What the network sees of each sample.</summary>
internal enum SampleViews
{
    /// <summary>The sample, with its own target.</summary>
    Once,

    /// <summary>The sample changed in two ways, one after the other; the target of each is the other's place in the batch.</summary>
    Pair,

    /// <summary>The sample turned by 0 to 3 quarters; the target is the number of quarters.</summary>
    Quarters,
}
