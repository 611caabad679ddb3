namespace MLNet.ConvExtensions;

/// <summary>How photos become rows of a Timelapse template.</summary>
public sealed record TimelapseOptions
{
    /// <summary>
    /// The template's fields after File, RelativePath, DateTime and DeleteFlag; DeleteFlag itself can be one of them, such as 'DeleteFlag'
    /// with 'blank'. Reading takes the class, and the rest, from the same fields.
    /// </summary>
    public IReadOnlyList<TimelapseField> Fields { get; init; } =
    [new("Species", "class"), new("Probability", "probability"), new("Count", "count"), new("Failure", "failure")];

    /// <summary>The classes that fields may be flags of.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Which classes mean a blank photo, a person or a vehicle.</summary>
    public ClassCategories Categories { get; init; } = new();
}
