using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Quantization;

/// <summary>
/// What a tensor between layers holds for many photos: its range, and how often its magnitudes occur. Sums of parts are the whole.
/// </summary>
internal sealed class ActivationStatistics
{
    public const int Bins = 2048;

    private readonly long[] _bins = new long[Bins];
    private float _width;

    /// <summary>The least number; above <see cref="Largest"/> as long as there is none.</summary>
    public float Least { get; private set; } = float.PositiveInfinity;

    /// <summary>The largest number.</summary>
    public float Largest { get; private set; } = float.NegativeInfinity;

    /// <summary>The largest magnitude.</summary>
    public float Magnitude => Math.Max(Math.Abs(Least), Math.Abs(Largest));

    /// <summary>
    /// How often magnitudes occur, in equal steps up to the largest; zeros are left out, since every range holds them exactly.
    /// </summary>
    public IReadOnlyList<long> Counts => _bins;

    /// <summary>The first look: the range.</summary>
    /// <returns>The first number that is none, or infinite; null where all are finite.</returns>
    public float? Extend(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
            return null;
        (float least, float largest) = (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        if (!float.IsFinite(least) || !float.IsFinite(largest))
            return float.IsFinite(least) ? largest : least;
        (Least, Largest) = (Math.Min(Least, least), Math.Max(Largest, largest));
        return null;
    }

    /// <summary>The second look, when the range of all photos is known: how often magnitudes occur.</summary>
    public void Count(ReadOnlySpan<float> values, float magnitude)
    {
        _width = magnitude / Bins;
        if (_width <= 0)
            return;
        float perUnit = Bins / magnitude;
        foreach (float value in values)
        {
            if (value != 0)
                _bins[Math.Min((int)(Math.Abs(value) * perUnit), Bins - 1)]++;
        }
    }

    /// <summary>Takes in what others have seen.</summary>
    public void Add(ActivationStatistics other)
    {
        (Least, Largest) = (Math.Min(Least, other.Least), Math.Max(Largest, other.Largest));
        _width = Math.Max(_width, other._width);
        for (int i = 0; i < Bins; i++)
            _bins[i] += other._bins[i];
    }

    /// <summary>The range that bytes are to stand for.</summary>
    public (float Least, float Largest) Range(CalibrationMethod method, double percentile)
    {
        if (method == CalibrationMethod.MinMax || _width <= 0)
            return (Least, Largest);
        int kept =
            method == CalibrationMethod.Entropy
                ? EntropyThreshold.Find(_bins, Least >= 0 ? byte.MaxValue + 1 : (byte.MaxValue + 1) / 2)
                : Quantile(percentile);
        float most = kept * _width;
        return (Math.Max(Least, -most), Math.Min(Largest, most));
    }

    /// <summary>So many steps hold this part of the numbers.</summary>
    private int Quantile(double percentile)
    {
        double wanted = _bins.Sum() * percentile / 100;
        double sum = 0;
        for (int i = 0; i < Bins; i++)
        {
            sum += _bins[i];
            if (sum >= wanted)
                return i + 1;
        }

        return Bins;
    }
}
