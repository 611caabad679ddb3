using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>A number that stands for many, among them missing ones.</summary>
internal abstract class ReplacementStatistic<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many values were added, missing ones included.</summary>
    public long Count { get; private set; }

    public abstract T Result { get; }

    public static ReplacementStatistic<T> Create(MissingValueReplacingEstimator.ReplacementMode mode) => mode switch
    {
        MissingValueReplacingEstimator.ReplacementMode.Mean => new MeanOf(),
        MissingValueReplacingEstimator.ReplacementMode.Minimum => new ExtremeOf(T.PositiveInfinity, (value, best) => value < best),
        MissingValueReplacingEstimator.ReplacementMode.Maximum => new ExtremeOf(T.NegativeInfinity, (value, best) => value > best),
        MissingValueReplacingEstimator.ReplacementMode.Mode => new MostFrequent(),
        _ => new Zero(),
    };

    public void Add(T value)
    {
        Count++;
        Update(value);
    }

    public void AddZeroes(long count)
    {
        if (count <= 0)
            return;
        Count += count;
        UpdateWithZeroes(count);
    }

    protected abstract void Update(T value);

    protected virtual void UpdateWithZeroes(long count) => Update(T.Zero);

    private sealed class Zero : ReplacementStatistic<T>
    {
        public override T Result => T.Zero;

        protected override void Update(T value)
        {
        }
    }

    private sealed class MeanOf : ReplacementStatistic<T>
    {
        // The mean of all but the zeroes, which come in at the end.
        private double _mean;
        private long _count;
        private long _zeroes;

        public override T Result => _count == 0 ? T.Zero : T.CreateTruncating(_mean * ((double)_count / (_count + _zeroes)));

        protected override void Update(T value)
        {
            if (T.IsZero(value))
                _zeroes++;
            if (T.IsZero(value) || !T.IsFinite(value))
                return;

            // Dividing before subtracting can't overflow where the signs differ.
            double x = double.CreateTruncating(value);
            _count++;
            _mean = _mean > 0 == x > 0 ? _mean + ((x - _mean) / _count) : _mean - (_mean / _count) + (x / _count);
        }

        protected override void UpdateWithZeroes(long count) => _zeroes += count;
    }

    private sealed class ExtremeOf(T start, Func<T, T, bool> isBetter) : ReplacementStatistic<T>
    {
        private T _best = start;

        public override T Result => _best;

        protected override void Update(T value)
        {
            if (isBetter(value, _best))
                _best = value;
        }
    }

    private sealed class MostFrequent : ReplacementStatistic<T>
    {
        private readonly Dictionary<T, int> _counts = [];
        private T _best;
        private int _bestCount;

        public override T Result => _best;

        protected override void Update(T value)
        {
            if (!T.IsFinite(value))
                return;
            int count = _counts.GetValueOrDefault(value) + 1;
            _counts[value] = count;
            if (count <= _bestCount)
                return;
            _best = value;
            _bestCount = count;
        }

        // Zeroes that sparse vectors leave out don't count as values here: that is how ML.NET does it.
        protected override void UpdateWithZeroes(long count)
        {
        }
    }
}
