using System.Numerics;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>
/// One feature's part of a histogram. Deep in a tree most bins are empty, so a bit per bin says which ones are not, and all
/// work goes by these bits.
/// </summary>
internal readonly ref struct FeatureBins(Span<double> sums, Span<double> weights, Span<int> counts, Span<ulong> occupied)
{
    public readonly Span<double> Sums = sums;

    /// <summary>Empty where the rows have no weights.</summary>
    public readonly Span<double> Weights = weights;

    public readonly Span<int> Counts = counts;

    public readonly Span<ulong> Occupied = occupied;

    public void Clear()
    {
        for (int word = 0; word < Occupied.Length; word++)
        {
            for (ulong left = Occupied[word]; left != 0; left &= left - 1)
            {
                int bin = 64 * word + BitOperations.TrailingZeroCount(left);
                Sums[bin] = 0;
                Counts[bin] = 0;
                if (!Weights.IsEmpty)
                    Weights[bin] = 0;
            }

            Occupied[word] = 0;
        }
    }

    /// <summary>Turns a parent's bins into those of one child by taking away the other child's.</summary>
    public void Subtract(in FeatureBins child)
    {
        for (int word = 0; word < Occupied.Length; word++)
        {
            for (ulong left = child.Occupied[word]; left != 0; left &= left - 1)
            {
                int bin = 64 * word + BitOperations.TrailingZeroCount(left);
                Sums[bin] -= child.Sums[bin];
                Counts[bin] -= child.Counts[bin];
                if (!Weights.IsEmpty)
                    Weights[bin] -= child.Weights[bin];
                // A rounding residue in an emptied bin still counts into the sums above it, as it does without the bits.
                if (Counts[bin] == 0 && Sums[bin] == 0 && (Weights.IsEmpty || Weights[bin] == 0))
                    Occupied[word] &= ~(1ul << bin);
            }
        }
    }
}
