namespace Microsoft.ML.Trainers.FastTree;

/// <summary>A split of a leaf: rows in bins up to the threshold on one side, the others on the other.</summary>
internal readonly record struct SplitCandidate(int Feature, int Threshold, double Gain, double LteOutput, double GtOutput)
{
    public static readonly SplitCandidate None = new(0, 0, double.NegativeInfinity, 0, 0);
}
