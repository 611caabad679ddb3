namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>What users' metrics sum up over samples.</summary>
internal sealed class MetricSums(IReadOnlyList<Metric> metrics)
{
    private readonly double[]?[] _sums = new double[]?[metrics.Count];

    public int Count => metrics.Count;

    /// <summary>Adds samples.</summary>
    /// <param name="outputs">What the network gave, sample after sample.</param>
    /// <param name="targets">What was to be predicted; several numbers a sample are samples of their own.</param>
    /// <param name="weights">How much each counts; empty if all count 1.</param>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights)
    {
        int width = outputs.Length / targets.Length,
            perWeight = weights.IsEmpty ? 1 : targets.Length / weights.Length;
        for (int m = 0; m < metrics.Count; m++)
        {
            double[] sums = _sums[m] ??= new double[metrics[m].SumCount(width)];
            for (int i = 0; i < targets.Length; i++)
                metrics[m].Add(outputs.Slice(i * width, width), targets[i], weights.IsEmpty ? 1 : weights[i / perWeight], sums);
        }
    }

    public void Clear() => Array.Clear(_sums);

    /// <summary>The metrics' names and values; NaN before the first sample.</summary>
    public IEnumerable<(string Name, double Value)> Read() =>
        metrics.Select((m, i) => (m.Name, _sums[i] is { } sums ? m.Result(sums) : double.NaN));

    public void Save(BinaryWriter writer)
    {
        foreach (double[]? sums in _sums)
        {
            writer.Write(sums?.Length ?? -1);
            foreach (double sum in sums ?? [])
                writer.Write(sum);
        }
    }

    public void Load(BinaryReader reader)
    {
        for (int m = 0; m < _sums.Length; m++)
        {
            int length = reader.ReadInt32();
            // No memory is taken for more numbers than there are.
            if (length > (reader.BaseStream.Length - reader.BaseStream.Position) / sizeof(double))
                throw new EndOfStreamException();
            _sums[m] = length < 0 ? null : [.. Enumerable.Range(0, length).Select(_ => reader.ReadDouble())];
        }
    }
}
