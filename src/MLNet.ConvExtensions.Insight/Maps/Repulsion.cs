using System.Runtime.Intrinsics;

namespace MLNet.ConvExtensions.Insight.Maps;

/// <summary>How all points push one another apart, eight neighbouring ones at a time: they walk through the squares together.</summary>
internal sealed class Repulsion
{
    private const int Lanes = 8,
        GroupsInChunk = 32;

    private readonly PointTree _tree;
    private readonly double[] _sums;
    private readonly int _points;

    public Repulsion(int points)
    {
        _points = points;
        _tree = new PointTree(points);
        _sums = new double[(points + (Lanes * GroupsInChunk) - 1) / (Lanes * GroupsInChunk)];
        (X, Y) = (new float[points], new float[points]);
    }

    /// <summary>The pushes, before they are divided by the sum.</summary>
    public float[] X { get; }

    /// <summary>The pushes, before they are divided by the sum.</summary>
    public float[] Y { get; }

    /// <returns>The sum of the affinities of all pairs on the map (Z).</returns>
    public double Compute(ReadOnlySpan<float> x, ReadOnlySpan<float> y, double angle, ParallelOptions parallel)
    {
        _tree.Build(x, y, angle);
        Parallel.For(0, _sums.Length, parallel, chunk => _sums[chunk] = Chunk(chunk));
        // Each point has also met itself, at no distance.
        return _sums.Sum() - _points;
    }

    private double Chunk(int chunk)
    {
        ReadOnlySpan<PointTree.Node> nodes = _tree.Nodes;
        Span<float> x = stackalloc float[Lanes],
            y = stackalloc float[Lanes],
            sums = stackalloc float[Lanes];
        double total = 0;
        int end = Math.Min(_points, (chunk + 1) * Lanes * GroupsInChunk);
        for (int first = chunk * Lanes * GroupsInChunk; first < end; first += Lanes)
        {
            int count = Math.Min(Lanes, end - first);
            for (int i = 0; i < Lanes; i++)
                (x[i], y[i]) = (_tree.X[first + Math.Min(i, count - 1)], _tree.Y[first + Math.Min(i, count - 1)]);
            (Vector256<float> pushX, Vector256<float> pushY, Vector256<float> sum) = Walk(
                nodes,
                Vector256.Create<float>(x),
                Vector256.Create<float>(y)
            );
            pushX.CopyTo(x);
            pushY.CopyTo(y);
            sum.CopyTo(sums);
            for (int i = 0; i < count; i++)
            {
                int point = _tree.Order[first + i];
                (X[point], Y[point]) = (x[i], y[i]);
                total += sums[i];
            }
        }

        return total;
    }

    private static (Vector256<float> X, Vector256<float> Y, Vector256<float> Sum) Walk(
        ReadOnlySpan<PointTree.Node> nodes,
        Vector256<float> x,
        Vector256<float> y
    )
    {
        Vector256<float> pushX = default,
            pushY = default,
            sum = default;
        for (int i = 0; i < nodes.Length; )
        {
            ref readonly PointTree.Node node = ref nodes[i];
            Vector256<float> dx = x - Vector256.Create(node.X),
                dy = y - Vector256.Create(node.Y),
                square = (dx * dx) + (dy * dy);
            if (Vector256.GreaterThanOrEqualAll(square, Vector256.Create(node.Reach)))
            {
                Vector256<float> near = Vector256<float>.One / (Vector256<float>.One + square),
                    all = near * Vector256.Create(node.Count);
                sum += all;
                all *= near;
                pushX += all * dx;
                pushY += all * dy;
                i = node.Next;
            }
            else
            {
                i++;
            }
        }

        return (pushX, pushY, sum);
    }
}
