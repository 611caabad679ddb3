namespace MLNet.ConvExtensions;

/// <summary>What was made of the labels of a file, and what was left out.</summary>
public sealed record CameraTrapLabelSummary
{
    /// <summary>How many photos have a label and are there.</summary>
    public int Photos { get; init; }

    /// <summary>How many photos with a label are not in the folder.</summary>
    public int Missing { get; init; }

    /// <summary>How many photos have more than one label.</summary>
    public int Ambiguous { get; init; }

    /// <summary>How many photos have no label, or could not be read.</summary>
    public int Unlabelled { get; init; }

    /// <summary>How many photos have a label that isn't among the classes allowed.</summary>
    public int UnknownClasses { get; init; }

    /// <summary>Whether the file says of a photo which deployment it was taken in; otherwise each photo is a group of its own.</summary>
    public bool HasDeployments { get; init; }

    /// <summary>A sentence for each kind of photos that were left out, with the first of them by name; empty where none were.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
