using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>How many classifications overwrite how few. The defaults are MegaDetector's.</summary>
public sealed record ClassSmoothingOptions
{
    /// <summary>A classification below this, 0 to 1, neither counts nor is overwritten.</summary>
    public double MinConfidence { get; init; } = 0.5;

    /// <summary>So many classifications of the dominant class overwrite those of <see cref="OtherClasses"/>; 1 or more.</summary>
    public int MinToOverwriteOther { get; init; } = 2;

    /// <summary>So many classifications of the dominant class overwrite those of rarer classes; 1 or more.</summary>
    public int MinToOverwriteRarer { get; init; } = 4;

    /// <summary>A class with more classifications than this is left alone; 0 or more, where 0 leaves all alone.</summary>
    public int MaxOverwritten { get; init; } = 1;

    /// <summary>The classes that say nothing of what is there, such as 'unknown', whatever their capitals.</summary>
    public IReadOnlyList<string> OtherClasses { get; init; } = ["other", "unknown", "no cv result", "animal", "blank", "mammal"];

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate()
    {
        this.Require(MinConfidence is >= 0 and <= 1, nameof(MinConfidence), MinConfidence, "0 to 1");
        this.Require(MinToOverwriteOther >= 1, nameof(MinToOverwriteOther), MinToOverwriteOther, "1 or more");
        this.Require(MinToOverwriteRarer >= 1, nameof(MinToOverwriteRarer), MinToOverwriteRarer, "1 or more");
        this.Require(MaxOverwritten >= 0, nameof(MaxOverwritten), MaxOverwritten, "0 or more");
        this.Require(OtherClasses is not null, nameof(OtherClasses), OtherClasses, "a list of classes, which may be empty");
    }

    internal bool IsOther(string name) => OtherClasses.Contains(name, StringComparer.OrdinalIgnoreCase);
}
