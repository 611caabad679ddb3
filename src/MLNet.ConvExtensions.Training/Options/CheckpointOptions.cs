namespace MLNet.ConvExtensions;

/// <summary>
/// A file from which a training is resumed: weights, the optimiser's memory, and the epoch and batch. It is written to a temporary
/// name and renamed, so what lies there is always whole.
/// </summary>
public sealed record CheckpointOptions
{
    /// <summary>Names the file.</summary>
    public CheckpointOptions(string path) => Path = path;

    /// <summary>
    /// The file. It is written at the end of each epoch; when the training is cancelled; and see <see cref="EveryBatches"/>.
    /// </summary>
    public string Path { get; init; }

    /// <summary>Batches after which it is written within an epoch, 1 or more. If left out, not within.</summary>
    public int? EveryBatches { get; init; }

    /// <summary>Whether to go on from the file if it is there.</summary>
    public bool Resume { get; init; } = true;

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Path))
            throw new ArgumentException($"{nameof(CheckpointOptions)}.{nameof(Path)} is '{Path}'; allowed: a file's path.", nameof(Path));
        if (EveryBatches is < 1)
            throw new ArgumentException(
                $"{nameof(CheckpointOptions)}.{nameof(EveryBatches)} is {EveryBatches}; allowed: 1 or more, or null.",
                nameof(EveryBatches)
            );
    }
}
