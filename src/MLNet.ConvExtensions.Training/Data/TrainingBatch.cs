namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Samples that the network sees together, in arrays that may be longer than what is used of them.</summary>
internal sealed class TrainingBatch
{
    /// <summary>Samples in the batch.</summary>
    public int Count { get; set; }

    /// <summary>What goes into the network, [<see cref="Count"/>, C, H, W], preprocessed as it wants it.</summary>
    public float[] Inputs { get; init; } = [];

    /// <summary>What the network is to predict for each: the class from 0, 0 or 1, or the number; or several of these.</summary>
    public float[] Targets { get; init; } = [];

    /// <summary>The numbers of a sample's target.</summary>
    public int TargetWidth { get; init; } = 1;

    /// <summary>Where images were mixed (Zhang et al., mixup, 2018), the target of each one's partner.</summary>
    public float[]? Partners { get; init; }

    /// <summary>Where images were mixed, each one's own share, 0 to 1.</summary>
    public float[]? Shares { get; init; }

    /// <summary>Where images were mixed, how much each one's partner counts; null if all count alike.</summary>
    public float[]? PartnerWeights { get; init; }

    /// <summary>How much each sample counts; null if all count alike.</summary>
    public float[]? Weights { get; init; }
}
