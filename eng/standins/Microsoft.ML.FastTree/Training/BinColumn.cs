using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The bin of every row for one feature.</summary>
internal abstract class BinColumn
{
    public abstract int this[int row] { get; }

    /// <summary>Adds the leaf's targets and row counts to the feature's bins.</summary>
    public abstract void AddTo(FeatureBins bins, LeafTargets leaf);

    public static BinColumn Create(FeatureValues values, int rowCount, double[] upperBounds)
        => upperBounds.Length <= byte.MaxValue + 1
            ? new BinColumn<byte>(values, rowCount, upperBounds)
            : new BinColumn<int>(values, rowCount, upperBounds);
}

/// <summary>The same, in the narrowest type that holds the bins.</summary>
internal sealed class BinColumn<T> : BinColumn
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly T[] _bins;

    public BinColumn(FeatureValues values, int rowCount, double[] upperBounds)
    {
        _bins = new T[rowCount];
        ReadOnlySpan<float> explicitValues = values.Values;
        if (explicitValues.Length < rowCount)
            Array.Fill(_bins, BinOf(upperBounds, 0));
        for (int i = 0; i < explicitValues.Length; i++)
            _bins[values.RowOf(i)] = BinOf(upperBounds, explicitValues[i]);
    }

    public override int this[int row] => int.CreateTruncating(_bins[row]);

    public override void AddTo(FeatureBins bins, LeafTargets leaf)
    {
        // The hottest loop of training: no row or bin is out of range, so nothing is checked here.
        ref T column = ref MemoryMarshal.GetArrayDataReference(_bins);
        ref double sums = ref MemoryMarshal.GetReference(bins.Sums);
        ref int counts = ref MemoryMarshal.GetReference(bins.Counts);
        ref ulong occupied = ref MemoryMarshal.GetReference(bins.Occupied);
        ref double targets = ref MemoryMarshal.GetReference(leaf.Targets);
        ReadOnlySpan<int> rows = leaf.Rows;
        for (int i = 0; i < rows.Length; i++)
        {
            int bin = int.CreateTruncating(Unsafe.Add(ref column, rows[i]));
            Unsafe.Add(ref sums, bin) += Unsafe.Add(ref targets, i);
            Unsafe.Add(ref counts, bin)++;
            Unsafe.Add(ref occupied, bin >> 6) |= 1ul << bin;
        }

        ReadOnlySpan<double> weights = leaf.Weights;
        for (int i = 0; i < weights.Length; i++)
            bins.Weights[this[rows[i]]] += weights[i];
    }

    private static T BinOf(double[] upperBounds, double value)
    {
        int found = Array.BinarySearch(upperBounds, value);
        return T.CreateTruncating(found >= 0 ? found : ~found);
    }
}
