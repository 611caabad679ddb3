namespace MLNet.ConvExtensions;

/// <summary>
/// How often labels are wrong, and in what way, by confident learning (Northcutt, Jiang and Chuang, Journal of Artificial Intelligence
/// Research 70, 2021).
/// </summary>
/// <param name="Classes">The classes that were checked, in the order of rows and columns.</param>
/// <param name="Thresholds">
/// For each class the mean probability of it among photos labelled so: a photo counts for a class whose threshold its probability reaches.
/// </param>
/// <param name="Joint">
/// The estimated number of photos labelled as the row's class that are of the column's class; each row sums to the number of photos
/// labelled so.
/// </param>
public sealed record LabelNoise(IReadOnlyList<string> Classes, IReadOnlyList<double> Thresholds, IReadOnlyList<IReadOnlyList<double>> Joint)
{
    /// <summary>The estimated number of wrong labels.</summary>
    public double EstimatedErrors => Joint.Select((row, i) => row.Sum() - row[i]).Sum();
}
