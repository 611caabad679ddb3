using System.Numerics;

namespace Microsoft.ML.Transforms;

internal sealed class MinMaxStatistics<T> : SlotStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _fixZero;
    private readonly T[] _min;
    private readonly T[] _max;
    private readonly long[] _count;

    public MinMaxStatistics(int size, bool fixZero)
        : base(size)
    {
        _fixZero = fixZero;
        _min = new T[size];
        _max = new T[size];
        _count = new long[size];
        Array.Fill(_min, T.PositiveInfinity);
        Array.Fill(_max, T.NegativeInfinity);
    }

    public override void Finish()
    {
        for (int i = 0; i < Size; i++)
        {
            if (_count[i] < RowCount)
                Update(i, T.Zero);
        }
    }

    public override (T Scale, T Offset) ScaleAndOffset(int slot)
    {
        // A slot without two different values says nothing, and becomes zero.
        T min = _min[slot];
        T max = _max[slot];
        if (!(max > min))
            return (T.Zero, T.Zero);
        if (_fixZero)
            return (T.One / T.Max(T.Abs(max), T.Abs(min)), T.Zero);
        T scale = T.One / (max - min);
        return (scale, scale == T.Zero ? T.Zero : min);
    }

    protected override void Update(int slot, T value)
    {
        // Neither comparison holds for what isn't a number.
        _count[slot]++;
        if (_max[slot] < value)
            _max[slot] = value;
        if (_min[slot] > value)
            _min[slot] = value;
    }
}
