using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>The last line of the manifest of a job that is done.</summary>
internal sealed record ManifestEnd
{
    public required bool Finished { get; init; }

    /// <summary>Rows of the output.</summary>
    public required long Rows { get; init; }

    /// <summary>Images that were left out.</summary>
    public required long Skipped { get; init; }

    /// <summary>Which of all images the job did.</summary>
    public required ImageRange Part { get; init; }
}
