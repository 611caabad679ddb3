using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>How far two vectors are apart, number by number.</summary>
internal static class VectorDistance
{
    private const float SmallestSum = 1e-30f,
        LargestSum = 1e37f;

    /// <summary>What orders neighbours: the distance, or its square, which needs no root.</summary>
    /// <param name="a">A vector; for the cosine of length 1.</param>
    /// <param name="b">Another, of the same size.</param>
    /// <param name="distance">The measure.</param>
    public static double Order(ReadOnlySpan<float> a, ReadOnlySpan<float> b, NeighborDistance distance)
    {
        if (distance == NeighborDistance.Cosine)
            return 1 - TensorPrimitives.Dot(a, b);
        bool squared = distance == NeighborDistance.L2;
        float sum = SumOfDifferences(a, b, squared);

        // Beyond these a square, or their sum, may not be a number of 32 bits any more.
        return sum is > SmallestSum and < LargestSum ? sum : ExactSum(a, b, squared);
    }

    /// <summary>The distance of what orders neighbours.</summary>
    public static float OfOrder(double order, NeighborDistance distance) =>
        (float)Math.Max(0, distance == NeighborDistance.L2 ? Math.Sqrt(order) : order);

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
}
