namespace MLNet.ConvExtensions.Sounds;

/// <summary>Brings samples from one rate to another as torchaudio's resample does: a low-pass of sinc functions under a Hann window.</summary>
internal sealed class Resampler
{
    private const int ZeroCrossings = 6;
    private const double RollOff = 0.99;

    /// <summary>So many phases have their weights kept; with more, rates have next to no common divisor, and weights are made anew.</summary>
    private const int MostPhases = 4096;

    private readonly int _from;
    private readonly int _to;
    private readonly int _width;
    private readonly double _base;
    private readonly float[]?[] _weights;

    public Resampler(int from, int to)
    {
        int divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(from, to);
        (_from, _to) = (from / divisor, to / divisor);
        _base = Math.Min(_from, _to) * RollOff;
        _width = (int)Math.Ceiling(ZeroCrossings * _from / _base);
        _weights = new float[Math.Min(_to, MostPhases)][];
    }

    public float[] Apply(ReadOnlySpan<float> samples)
    {
        var result = new float[checked((int)(((long)_to * samples.Length + _from - 1) / _from))];
        for (int i = 0; i < result.Length; i++)
        {
            int phase = i % _to;
            // The first sample under the window, and the weights of those from there on.
            long first = ((long)(i / _to) * _from) + (long)Math.Floor((double)phase * _from / _to) - _width;
            ReadOnlySpan<float> weights = Weights(phase);
            double sum = 0;
            int start = (int)Math.Max(0, -first),
                end = (int)Math.Min(weights.Length, samples.Length - first);
            for (int j = start; j < end; j++)
                sum += weights[j] * samples[(int)(first + j)];
            result[i] = (float)sum;
        }

        return result;
    }

    private float[] Weights(int phase)
    {
        if (phase < _weights.Length && _weights[phase] is { } known)
            return known;
        double place = (double)phase * _from / _to;
        int first = (int)Math.Floor(place) - _width;
        var weights = new float[(2 * _width) + 2];
        for (int j = 0; j < weights.Length; j++)
        {
            double t = (first + j - place) / _from * _base;
            if (Math.Abs(t) >= ZeroCrossings)
                continue;
            double window = Math.Cos(t * Math.PI / ZeroCrossings / 2),
                angle = t * Math.PI;
            weights[j] = (float)((angle == 0 ? 1 : Math.Sin(angle) / angle) * window * window * _base / _from);
        }

        if (phase < _weights.Length)
            _weights[phase] = weights;
        return weights;
    }
}
