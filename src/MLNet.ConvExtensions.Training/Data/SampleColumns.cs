namespace MLNet.ConvExtensions.Training.Data;

/// <summary>The columns that samples are read from.</summary>
/// <param name="Feature">Images or vectors.</param>
/// <param name="Label">What the network is to predict; null if nothing is read.</param>
/// <param name="Weight">How much each row counts; null if all count alike.</param>
/// <param name="Group">What rows that belong together have in common; null if each is by itself.</param>
/// <param name="ImageFolder">The folder that relative paths start from.</param>
/// <param name="SkipMissing">
/// Whether rows without an image are left out: those that are empty, and vectors of missing values that stand for such an image.
/// </param>
internal sealed record SampleColumns(
    string Feature,
    string? Label,
    string? Weight = null,
    string? Group = null,
    string? ImageFolder = null,
    bool SkipMissing = false
);
