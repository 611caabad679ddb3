using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>Mean and variance by Welford's recurrence, which needs one pass and loses no digits to large sums.</summary>
internal sealed class MeanVarianceStatistics<T> : SlotStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _fixZero;
    private readonly double[] _mean;
    private readonly double[] _squares;
    private readonly long[] _count;
    private readonly long[] _skipped;

    public MeanVarianceStatistics(int size, bool fixZero)
        : base(size)
    {
        _fixZero = fixZero;
        _mean = new double[size];
        _squares = new double[size];
        _count = new long[size];
        _skipped = new long[size];
    }

    public override void Finish()
    {
        for (int i = 0; i < Size; i++)
        {
            long zeroes = RowCount - _count[i] - _skipped[i];
            if (zeroes == 0)
                continue;
            _count[i] += zeroes;
            double delta = -_mean[i];
            _mean[i] += delta * zeroes / _count[i];
            _squares[i] += delta * -_mean[i] * zeroes;
        }
    }

    public override (T Scale, T Offset) ScaleAndOffset(int slot)
    {
        // A slot of one value only says nothing, and becomes zero.
        if (_squares[slot] == 0)
            return (T.Zero, T.Zero);
        double variance = _squares[slot] / _count[slot];
        if (_fixZero)
            return (T.One / T.CreateTruncating(Math.Sqrt(variance + (_mean[slot] * _mean[slot]))), T.Zero);
        T scale = T.One / T.CreateTruncating(Math.Sqrt(variance));
        return (scale, scale == T.Zero ? T.Zero : T.CreateTruncating(_mean[slot]));
    }

    public (T Mean, T StandardDeviation) MeanAndDeviation(int slot) =>
        _squares[slot] == 0
            ? (T.Zero, T.Zero)
            : (T.CreateTruncating(_mean[slot]), T.CreateTruncating(Math.Sqrt(_squares[slot] / _count[slot])));

    protected override void Update(int slot, T value)
    {
        // Zeroes are counted at the end, all of them at once, whether they were written out or not.
        if (value == T.Zero)
            return;
        if (!T.IsFinite(value))
        {
            _skipped[slot]++;
            return;
        }

        double x = double.CreateTruncating(value);
        _count[slot]++;
        double delta = x - _mean[slot];
        _mean[slot] += delta / _count[slot];
        _squares[slot] += delta * (x - _mean[slot]);
    }
}
