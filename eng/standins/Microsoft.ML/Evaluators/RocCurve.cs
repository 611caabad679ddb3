using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The area under the ROC curve: the share of (positive, negative) pairs that the scores put in the right order, ties counting half.</summary>
internal sealed class RocCurve
{
    private readonly List<float> _positives = [];
    private readonly List<float> _negatives = [];

    public void Add(bool isPositive, float score) => (isPositive ? _positives : _negatives).Add(score);

    public double Area()
    {
        Contracts.CheckParam(_positives.Count > 0, "PosSample", "The area under the ROC curve is not defined without a positive example in the data.");
        Contracts.CheckParam(_negatives.Count > 0, "NegSample", "The area under the ROC curve is not defined without a negative example in the data.");
        _positives.Sort();
        _negatives.Sort();

        // Every term is a multiple of one half, so the sum is exact and independent of the order.
        double rightlyOrdered = 0;
        int below = 0;
        int notAbove = 0;
        foreach (var positive in _positives)
        {
            while (below < _negatives.Count && _negatives[below] < positive)
                below++;
            notAbove = Math.Max(notAbove, below);
            while (notAbove < _negatives.Count && _negatives[notAbove] <= positive)
                notAbove++;
            rightlyOrdered += below + 0.5 * (notAbove - below);
        }
        return rightlyOrdered / ((double)_positives.Count * _negatives.Count);
    }
}
