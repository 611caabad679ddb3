namespace MLNet.ConvExtensions;

/// <summary>What a model of images is judged by.</summary>
public sealed record ImageJudgingOptions
{
    /// <summary>The column of the photos' paths, text, from the current folder.</summary>
    public string InputColumnName { get; init; } = "ImagePath";

    /// <summary>
    /// The column of what the photos show: for several classes text, or a key of text; for no or yes Boolean, or text where <see
    /// cref="PositiveLabel"/>
    /// is given; for numbers <see cref="float"/>.
    /// </summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>The column of what belongs together, such as camera or site; null for none.</summary>
    public string? GroupColumnName { get; init; }

    /// <summary>For a model that says no or yes: the label that is yes, where labels are text; all others are no.</summary>
    public string? PositiveLabel { get; init; }

    /// <summary>
    /// What is changed in the photos, to see how much the model stands; null for nothing: it takes as many predictions more as there are
    /// changes.
    /// </summary>
    public RobustnessOptions? Robustness { get; init; }
}
