namespace MLNet.ConvExtensions.Training.Data;

/// <summary>How samples become batches.</summary>
internal sealed record BatchPipelineOptions
{
    public required int BatchSize { get; init; }

    /// <summary>What a batch has of each sample; its size counts samples.</summary>
    public SampleViews Views { get; init; }

    public bool Shuffle { get; init; } = true;

    /// <summary>How far classes come equally often, 0 to 1 (<see cref="TrainingOptions.ClassBalance"/>).</summary>
    public double ClassBalance { get; init; }

    public int Seed { get; init; }

    public AugmentationOptions? Augmentation { get; init; }

    /// <summary>Threads that make batches ahead; null for what the samples need.</summary>
    public int? Workers { get; init; }

    /// <summary>The most pixels that an image may have.</summary>
    public long MaxImagePixels { get; init; } = 256_000_000;
}
