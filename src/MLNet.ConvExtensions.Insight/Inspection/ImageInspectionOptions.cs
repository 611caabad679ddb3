using System.Runtime.CompilerServices;

namespace MLNet.ConvExtensions;

/// <summary>Options of <see cref="Microsoft.ML.ImageInspectionCatalog.InspectImages"/>.</summary>
public sealed record ImageInspectionOptions
{
    /// <summary>The column of the photos' paths, as text.</summary>
    public string ImageColumnName { get; init; } = "ImagePath";

    /// <summary>
    /// The column of classes: text, a key, a number or a Boolean. Null for photos without classes, of which labels, contradictions and
    /// clues aren't looked for.
    /// </summary>
    public string? LabelColumnName { get; init; } = "Label";

    /// <summary>
    /// The column of what belongs together, such as a burst, a camera or an animal; null for none. Photos of a group are never learned from
    /// when one of them is judged.
    /// </summary>
    public string? GroupColumnName { get; init; }

    /// <summary>The column that says which part of the data a photo is in, such as 'train' and 'test'; null for none.</summary>
    public string? SplitColumnName { get; init; }

    /// <summary>The folder that relative paths start from. If left out, the current folder.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>Parts of the cross-validation that labels are checked by, 2 to 100.</summary>
    public int NumberOfFolds { get; init; } = 5;

    /// <summary>
    /// Similar photos that the distance of an outlier is the mean of, and that copies are sought among, 1 to 100.
    /// </summary>
    public int NumberOfNeighbors { get; init; } = 10;

    /// <summary>A photo is dark if no more than a twentieth of its pixels are brighter than this, 0 to 1.</summary>
    public double DarkBelow { get; init; } = 0.3;

    /// <summary>A photo is bright if no more than a twentieth of its pixels are darker than this, 0 to 1.</summary>
    public double BrightAbove { get; init; } = 0.7;

    /// <summary>A photo is empty if the middle nine tenths of its pixels differ by less than this in brightness, 0 to 1.</summary>
    public double EmptyBelow { get; init; } = 0.06;

    /// <summary>A photo is blurred if its <see cref="PhotoStatistics.Sharpness"/> is below this, 0 or more.</summary>
    public double BlurredBelow { get; init; } = 60;

    /// <summary>A photo is small if its shorter side has fewer pixels than this, 0 or more.</summary>
    public int SmallBelow { get; init; } = 64;

    /// <summary>A photo is oddly shaped if its longer side is more than this many times the shorter, 1 or more.</summary>
    public double ElongatedAbove { get; init; } = 3;

    /// <summary>The findings whose photos a cleaned list leaves out. Of copies one is kept.</summary>
    public IReadOnlyCollection<ImageFindingKind> LeaveOut { get; init; } =
    [
        ImageFindingKind.Unreadable,
        ImageFindingKind.WrongLabel,
        ImageFindingKind.Duplicate,
        ImageFindingKind.Contradiction,
        ImageFindingKind.Leak,
        ImageFindingKind.Empty,
    ];

    /// <summary>Photos that are read at the same time, 1 to 1024. If left out, the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>What folds are drawn by.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Is told how far it is; null for nobody.</summary>
    public IProgress<ImageInspectionProgress>? Progress { get; init; }

    internal void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(ImageColumnName), ImageColumnName, "a column's name");
        Require(LabelColumnName is null || LabelColumnName.Trim().Length > 0, LabelColumnName, "a column's name, or null");
        Require(GroupColumnName is null || GroupColumnName.Trim().Length > 0, GroupColumnName, "a column's name, or null");
        Require(SplitColumnName is null || SplitColumnName.Trim().Length > 0, SplitColumnName, "a column's name, or null");
        Require(NumberOfFolds is >= 2 and <= 100, NumberOfFolds, "2 to 100");
        Require(NumberOfNeighbors is >= 1 and <= 100, NumberOfNeighbors, "1 to 100");
        Require(DarkBelow is >= 0 and <= 1, DarkBelow, "0 to 1");
        Require(BrightAbove is >= 0 and <= 1, BrightAbove, "0 to 1");
        Require(EmptyBelow is >= 0 and <= 1, EmptyBelow, "0 to 1");
        Require(BlurredBelow >= 0, BlurredBelow, "0 or more");
        Require(SmallBelow >= 0, SmallBelow, "0 or more");
        Require(ElongatedAbove >= 1, ElongatedAbove, "1 or more");
        Require(LeaveOut is not null && LeaveOut.All(Enum.IsDefined), LeaveOut, string.Join(", ", Enum.GetNames<ImageFindingKind>()));
        Require(NumberOfThreads is null or (>= 1 and <= 1024), NumberOfThreads, "1 to 1024, or null");
    }

    internal int Threads => NumberOfThreads ?? Environment.ProcessorCount;

    private static void Require(bool condition, object? value, string allowed, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!condition)
            throw new ArgumentException(
                FormattableString.Invariant($"{nameof(ImageInspectionOptions)}.{name} is {value ?? "null"}; allowed: {allowed}."),
                name
            );
    }
}
