using System.Numerics;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Searches a feature's bins for the split that lowers the squared error of a leaf most.</summary>
internal sealed class SplitSearch(TreeOptions options, bool hasWeights)
{
    private const double Epsilon = 1e-10;

    private readonly double _entropyCoefficient = options.EntropyCoefficient * 1e-6;
    private readonly bool _isIntricate = hasWeights || options.EntropyCoefficient > 0;

    /// <summary>Writes the best split into the leaf's candidates and notes whether there is any.</summary>
    public void Search(int feature, Histogram histogram, LeafTargets leaf, int featureUses)
    {
        int minRows = options.MinimumExampleCountPerLeaf;
        int rows = leaf.Count;
        histogram.IsSplittable[feature] = false;
        if (rows < 2 * minRows)
            return;
        FeatureBins bins = histogram[feature];
        double sumTargets = leaf.SumTargets;
        double sumWeights = leaf.SumWeights + 2 * Epsilon;
        double gtTargets = 0;
        double gtWeights = Epsilon;
        int gtRows = 0;
        var best = (Gain: double.NegativeInfinity, Threshold: 0, Rows: -1, Targets: double.NaN, Weights: double.NaN);
        bool splittable = false;
        // From the top bin down; the lowest bin has no threshold below it.
        for (int word = bins.Occupied.Length - 1; word >= 0; word--)
        {
            ulong left = word == 0 ? bins.Occupied[0] & ~1ul : bins.Occupied[word];
            while (left != 0)
            {
                int bit = BitOperations.Log2(left);
                left ^= 1ul << bit;
                int bin = 64 * word + bit;
                gtTargets += bins.Sums[bin];
                if (hasWeights)
                    gtWeights += bins.Weights[bin];
                gtRows += bins.Counts[bin];
                if (gtRows < minRows)
                    continue;
                int lteRows = rows - gtRows;
                if (lteRows < minRows)
                {
                    word = 0;
                    break;
                }

                double lteTargets = sumTargets - gtTargets;
                if (!_isIntricate && IsClearlyBelow(best.Gain, gtRows, gtTargets, lteRows, lteTargets))
                    continue;
                double gain = Gain(gtRows, gtTargets, gtWeights) + Gain(lteRows, lteTargets, sumWeights - gtWeights);
                if (gain < 0)
                    continue;
                splittable = true;
                if (_entropyCoefficient > 0)
                    gain += _entropyCoefficient * (XLogX(rows) - XLogX(lteRows) - XLogX(gtRows));
                if (gain > best.Gain)
                    best = (gain, bin - 1, gtRows, gtTargets, gtWeights);
            }
        }

        histogram.IsSplittable[feature] = splittable;
        if (!splittable)
            return;
        double penalty = featureUses == 0 ? options.FeatureFirstUsePenalty : options.FeatureReusePenalty * Math.Log(featureUses + 1);
        leaf.Candidates[feature] = new SplitCandidate(
            feature,
            best.Threshold,
            best.Gain - Gain(rows, sumTargets, sumWeights) - penalty,
            Output(rows - best.Rows, sumTargets - best.Targets, sumWeights - best.Weights),
            Output(best.Rows, best.Targets, best.Weights));
    }

    // The same comparison without its slow divisions, wide enough of the mark that rounding can't change the outcome.
    private static bool IsClearlyBelow(double gain, double rows1, double targets1, double rows2, double targets2)
        => targets1 * targets1 * rows2 + targets2 * targets2 * rows1 < gain * rows1 * rows2 * 0.999999999;

    private static double XLogX(int x) => x * Math.Log(x);

    private double Gain(int rows, double targets, double weights) => targets * targets / (hasWeights ? weights : rows);

    private double Output(int rows, double targets, double weights) => targets / (hasWeights ? weights : rows);
}
