namespace MLNet.ConvExtensions.Insight.Maps;

/// <summary>
/// Points of the plane in squares in squares, in the order of a walk through them (Barnes and Hut, 1986). Points are sorted so that those
/// of a square lie together.
/// </summary>
internal sealed class PointTree
{
    private const int Bits = 21;

    private readonly ulong[] _keys;
    private readonly float[] _x;
    private readonly float[] _y;
    private Node[] _nodes;
    private int _count;

    public PointTree(int points)
    {
        _keys = new ulong[points];
        Order = [.. Enumerable.Range(0, points)];
        (_x, _y) = (new float[points], new float[points]);
        _nodes = new Node[(2 * points) + 1];
    }

    /// <summary>The points' numbers in the sorted order.</summary>
    public int[] Order { get; }

    /// <summary>The sorted points.</summary>
    public float[] X => _x;

    /// <summary>The sorted points.</summary>
    public float[] Y => _y;

    /// <summary>The squares: each one before those inside it.</summary>
    public ReadOnlySpan<Node> Nodes => _nodes.AsSpan(0, _count);

    /// <summary>Sorts points into squares.</summary>
    /// <param name="x">The points' places.</param>
    /// <param name="y">The points' places.</param>
    /// <param name="angle">What part of its distance a square's width may be, to count as one point.</param>
    public void Build(ReadOnlySpan<float> x, ReadOnlySpan<float> y, double angle)
    {
        (double left, double right, double bottom, double top) = (x[0], x[0], y[0], y[0]);
        for (int i = 1; i < x.Length; i++)
        {
            (left, right) = (Math.Min(left, x[i]), Math.Max(right, x[i]));
            (bottom, top) = (Math.Min(bottom, y[i]), Math.Max(top, y[i]));
        }

        double width = Math.Max(Math.Max(right - left, top - bottom), 1e-30) * 1.0001,
            scale = (1 << Bits) / width;
        for (int i = 0; i < Order.Length; i++)
        {
            int point = Order[i];
            _keys[i] = Spread((ulong)((x[point] - left) * scale)) | (Spread((ulong)((y[point] - bottom) * scale)) << 1);
        }

        Array.Sort(_keys, Order);
        for (int i = 0; i < Order.Length; i++)
            (_x[i], _y[i]) = (x[Order[i]], y[Order[i]]);
        _count = 0;
        Add(0, Order.Length, Bits, width, angle);
    }

    /// <summary>Adds a square with the points of a stretch, which share the bits of their keys above a level.</summary>
    /// <returns>The sums of the points' places.</returns>
    private (double X, double Y) Add(int first, int end, int level, double width, double angle)
    {
        // A square whose points all lie in one of its quarters is that quarter.
        while (level > 0 && Quarter(first, level) == Quarter(end - 1, level))
        {
            level--;
            width /= 2;
        }

        int self = _count++;
        double sumX = 0,
            sumY = 0;
        bool isPoint = end - first == 1 || level == 0;
        if (isPoint)
        {
            for (int i = first; i < end; i++)
                (sumX, sumY) = (sumX + _x[i], sumY + _y[i]);
        }
        else
        {
            for (int from = first; from < end; )
            {
                int to = EndOfQuarter(from, end, level);
                (double x, double y) = Add(from, to, level - 1, width / 2, angle);
                (sumX, sumY, from) = (sumX + x, sumY + y, to);
            }
        }

        double reach =
            isPoint ? 0
            : angle == 0 ? double.PositiveInfinity
            : width * width / (angle * angle);
        int count = end - first;
        _nodes[self] = new Node((float)(sumX / count), (float)(sumY / count), count, (float)reach, _count);
        return (sumX, sumY);
    }

    private int EndOfQuarter(int from, int end, int level)
    {
        ulong quarter = Quarter(from, level);
        int low = from + 1,
            high = end;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Quarter(middle, level) == quarter)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private ulong Quarter(int point, int level) => (_keys[point] >> (2 * (level - 1))) & 3;

    /// <summary>Puts a 0 between any two bits.</summary>
    private static ulong Spread(ulong value)
    {
        value = (value | (value << 16)) & 0x0000FFFF0000FFFF;
        value = (value | (value << 8)) & 0x00FF00FF00FF00FF;
        value = (value | (value << 4)) & 0x0F0F0F0F0F0F0F0F;
        value = (value | (value << 2)) & 0x3333333333333333;
        return (value | (value << 1)) & 0x5555555555555555;
    }

    /// <summary>A square.</summary>
    /// <param name="X">The middle of its points.</param>
    /// <param name="Y">The middle of its points.</param>
    /// <param name="Count">How many points it has.</param>
    /// <param name="Reach">From which squared distance on it counts as one point.</param>
    /// <param name="Next">The square behind all those inside it.</param>
    internal readonly record struct Node(float X, float Y, float Count, float Reach, int Next);
}
