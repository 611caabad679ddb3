namespace MLNet.ConvExtensions.Insight.Inspection.Clues;

/// <summary>Turns numbers into ones and zeros that say in which eighth of the values seen each lies, so that a linear classifier can
/// bend.</summary>
internal sealed class ValueBins
{
    private const int Bins = 8;

    private readonly float[][] _edges;

    /// <param name="rows">The values seen; all rows have the same length.</param>
    public ValueBins(float[][] rows)
    {
        _edges = new float[rows[0].Length][];
        for (int column = 0; column < _edges.Length; column++)
        {
            float[] sorted = [.. rows.Select(r => r[column]).Order()];
            _edges[column] = [.. Enumerable.Range(1, Bins - 1).Select(i => sorted[i * sorted.Length / Bins])];
        }
    }

    /// <summary>For each value a one among zeros.</summary>
    public float[] Of(float[] row)
    {
        var bins = new float[row.Length * Bins];
        for (int column = 0; column < row.Length; column++)
            bins[(column * Bins) + _edges[column].Count(edge => row[column] >= edge)] = 1;
        return bins;
    }
}
