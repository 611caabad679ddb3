using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>The rows that were learned, and the search among them. Safe for several threads.</summary>
internal sealed class NeighborTable
{
    /// <summary>Cosine distances below this are rounding: the vectors point the same way.</summary>
    public const float SmallestCosine = 1e-6f;

    private const float SmallestSum = 1e-30f,
        LargestSum = 1e37f;

    private readonly float[] _rows;
    private readonly int[] _classes;
    private readonly KNearestNeighborsOptions _options;

    /// <param name="rows">The features, one row after another; with cosine distance of length 1.</param>
    /// <param name="classes">The class of each row, from 0.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="options">Neighbours, distance and weighting.</param>
    public NeighborTable(float[] rows, int[] classes, int classCount, KNearestNeighborsOptions options)
    {
        (_rows, _classes, ClassCount, _options) = (rows, classes, classCount, options);
        Dimension = rows.Length / classes.Length;
    }

    public int Dimension { get; }

    public int ClassCount { get; }

    public int RowCount => _classes.Length;

    public ReadOnlySpan<float> Rows => _rows;

    public ReadOnlySpan<int> Classes => _classes;

    public KNearestNeighborsOptions Options => _options;

    private int Neighbors => _options.NumberOfNeighbors;

    /// <summary>Brings a vector to length 1, whatever its size.</summary>
    /// <returns>False if it is nothing but zeros, which have no direction.</returns>
    public static bool Normalise(Span<float> vector)
    {
        double sum = 0;
        foreach (float value in vector)
            sum += (double)value * value;
        if (sum == 0)
            return false;
        double norm = Math.Sqrt(sum);
        for (int i = 0; i < vector.Length; i++)
            vector[i] = (float)(vector[i] / norm);
        return true;
    }

    /// <summary>Finds the shares of the classes among the neighbours of some queries.</summary>
    /// <param name="queries">The queries, one after another; with cosine distance of length 1.</param>
    /// <param name="nearest">Room for the neighbours found: k for each query.</param>
    /// <param name="shares">Receives the shares, one query after another.</param>
    public void Find(ReadOnlySpan<float> queries, Span<(double Distance, int Row)> nearest, Span<float> shares)
    {
        nearest.Fill((double.PositiveInfinity, -1));
        // Every row is read once for all the queries, which together fit a core's cache.
        for (int row = 0; row < RowCount; row++)
        {
            ReadOnlySpan<float> values = _rows.AsSpan(row * Dimension, Dimension);
            for (int query = 0; query * Dimension < queries.Length; query++)
                Insert(nearest.Slice(query * Neighbors, Neighbors), Distance(values, queries.Slice(query * Dimension, Dimension)), row);
        }

        for (int query = 0; query * Dimension < queries.Length; query++)
            Share(nearest.Slice(query * Neighbors, Neighbors), shares.Slice(query * ClassCount, ClassCount));
    }

    /// <summary>What orders the neighbours: the distance, or its square, which needs no root.</summary>
    private double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (_options.Distance == NeighborDistance.Cosine)
            return 1 - TensorPrimitives.Dot(a, b);
        bool squared = _options.Distance == NeighborDistance.L2;
        float sum = SumOfDifferences(a, b, squared);

        // Beyond these a square, or their sum, may not be a number of 32 bits any more.
        return sum is > SmallestSum and < LargestSum ? sum : ExactSum(a, b, squared);
    }

    private static double ExactSum(ReadOnlySpan<float> a, ReadOnlySpan<float> b, bool squared)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double difference = (double)a[i] - b[i];
            sum += squared ? difference * difference : Math.Abs(difference);
        }

        return sum;
    }

    private static float SumOfDifferences(ReadOnlySpan<float> a, ReadOnlySpan<float> b, bool squared)
    {
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(a),
            ys = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> first = Vector<float>.Zero,
            second = Vector<float>.Zero;
        int i = 0;
        if (squared)
        {
            for (; i + 1 < xs.Length; i += 2)
            {
                Vector<float> x = xs[i] - ys[i],
                    y = xs[i + 1] - ys[i + 1];
                first += x * x;
                second += y * y;
            }
        }
        else
        {
            for (; i + 1 < xs.Length; i += 2)
            {
                first += Vector.Abs(xs[i] - ys[i]);
                second += Vector.Abs(xs[i + 1] - ys[i + 1]);
            }
        }

        float sum = Vector.Sum(first + second);
        for (int j = i * Vector<float>.Count; j < a.Length; j++)
        {
            float difference = a[j] - b[j];
            sum += squared ? difference * difference : Math.Abs(difference);
        }

        return sum;
    }

    /// <summary>Of rows at the same distance the earlier one is nearer.</summary>
    private static void Insert(Span<(double Distance, int Row)> nearest, double distance, int row)
    {
        int place = nearest.Length - 1;
        if (!(distance < nearest[place].Distance))
            return;
        for (; place > 0 && distance < nearest[place - 1].Distance; place--)
            nearest[place] = nearest[place - 1];
        nearest[place] = (distance, row);
    }

    private void Share(ReadOnlySpan<(double Distance, int Row)> nearest, Span<float> shares)
    {
        shares.Clear();
        double total = 0,
            smallest = _options.Distance == NeighborDistance.Cosine ? SmallestCosine : double.Epsilon;
        bool uniform = _options.Weighting == NeighborWeighting.Uniform,
            anySame = !uniform && nearest[0].Distance < smallest;
        foreach ((double distance, _) in nearest)
            total += Weight(distance);
        foreach ((double distance, int row) in nearest)
            shares[_classes[row]] += (float)(Weight(distance) / total);

        double Weight(double distance) =>
            uniform ? 1
            : anySame ? (distance < smallest ? 1 : 0)
            : 1 / (_options.Distance == NeighborDistance.L2 ? Math.Sqrt(distance) : distance);
    }
}
