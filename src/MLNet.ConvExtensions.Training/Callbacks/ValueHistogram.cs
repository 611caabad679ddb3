using Google.Protobuf;

namespace MLNet.ConvExtensions.Training.Callbacks;

/// <summary>How many of some values lie where: bins of equal width from the least to the largest, as numpy.histogram makes them.</summary>
internal sealed class ValueHistogram
{
    private const int Bins = 30;

    // Numbers of the fields of tensorflow.HistogramProto.
    private const int Least = 1,
        Largest = 2,
        Count = 3,
        Sum = 4,
        SquareSum = 5,
        Limits = 6,
        Buckets = 7;

    private readonly double[] _values;
    private readonly double _least;
    private readonly double _largest;
    private readonly double[] _counts = new double[Bins];

    /// <param name="values">The values; those that aren't finite are left out.</param>
    public ValueHistogram(IEnumerable<float> values)
    {
        _values = [.. values.Where(float.IsFinite)];
        if (_values.Length == 0)
            return;
        (_least, _largest) = (_values.Min(), _values.Max());
        if (_least == _largest)
            (_least, _largest) = (_least - 0.5, _largest + 0.5);
        foreach (double value in _values)
            _counts[Math.Min(Bins - 1, (int)((value - _least) / (_largest - _least) * Bins))]++;
    }

    public IReadOnlyList<double> Counts => _counts;

    /// <summary>Writes a tensorflow.HistogramProto; a bin's limit is its upper end.</summary>
    public void Write(CodedOutputStream output)
    {
        Write(output, Least, _values.Length == 0 ? 0 : _values.Min());
        Write(output, Largest, _values.Length == 0 ? 0 : _values.Max());
        Write(output, Count, _values.Length);
        Write(output, Sum, _values.Sum());
        Write(output, SquareSum, _values.Sum(v => v * v));
        Write(output, Limits, [.. Enumerable.Range(1, Bins).Select(i => _least + ((_largest - _least) * i / Bins))]);
        Write(output, Buckets, _counts);
    }

    private static void Write(CodedOutputStream output, int field, double value)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed64);
        output.WriteDouble(value);
    }

    private static void Write(CodedOutputStream output, int field, double[] values)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength(values.Length * sizeof(double));
        foreach (double value in values)
            output.WriteDouble(value);
    }
}
