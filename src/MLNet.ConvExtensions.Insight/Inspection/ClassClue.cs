namespace MLNet.ConvExtensions;

/// <summary>
/// How well the class can be told from something that isn't the subject: the photo's size, its colors, its border, its camera, or its
/// group. A model
/// can learn that in its place, and fails where it doesn't hold.
/// </summary>
/// <param name="Name">What the class is told from.</param>
/// <param name="Accuracy">The part of photos whose class was told, by classifiers that hadn't seen them.</param>
/// <param name="Low">The lower end of the 95 % interval of the accuracy.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Chance">The part of photos in the largest class, which is what a guess gets.</param>
public sealed record ClassClue(string Name, double Accuracy, double Low, double High, double Chance)
{
    /// <summary>The part of each class's photos whose class was told, in the order of <see cref="LabelNoise.Classes"/>.</summary>
    public required IReadOnlyList<double> ClassAccuracies { get; init; }

    /// <summary>The photos that were told most surely, as places in <see cref="ImageInspection.Images"/>.</summary>
    public required IReadOnlyList<int> Surest { get; init; }

    /// <summary>Whether the class shows from it more often than by chance, beyond the interval.</summary>
    public bool IsAboveChance => Low > Chance;
}
