using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Rows;

/// <summary>What the options of all stages over images have in common.</summary>
internal sealed record RowStageSettings
{
    public required string OutputName { get; init; }

    public required string InputName { get; init; }

    public required string? ImageFolder { get; init; }

    /// <summary>Images that are computed together.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Images or batches that are decoded and computed at the same time.</summary>
    public required int NumberOfThreads { get; init; }

    public required BadImageHandling BadImages { get; init; }

    public required ILogger? Logger { get; init; }
}
