namespace MLNet.ConvExtensions.Insight.Maps;

/// <summary>
/// How much each row belongs to its neighbours: probabilities that sum to 1 over all pairs, kept for pairs of neighbours alone, both ways
/// round. Each row's own probabilities have the perplexity that was asked for.
/// </summary>
internal sealed class Affinities
{
    private const int Steps = 100;
    private const double Tolerance = 1e-5;

    private Affinities(int[] starts, int[] rows, float[] values) => (Starts, Rows, Values) = (starts, rows, values);

    /// <summary>Where each row's pairs begin, and where the last row's end.</summary>
    public int[] Starts { get; }

    /// <summary>The other row of each pair.</summary>
    public int[] Rows { get; }

    public float[] Values { get; }

    /// <param name="neighbors">Each row's neighbours.</param>
    /// <param name="distance">
    /// Their measure. Of the cosine the distances of the vectors of length 1 count, whose squares are twice the cosine distances.
    /// </param>
    /// <param name="perplexity">What the exponential of each row's entropy is to be.</param>
    /// <param name="parallel">Threads.</param>
    public static Affinities Of(Neighbor[][] neighbors, NeighborDistance distance, double perplexity, ParallelOptions parallel)
    {
        int count = neighbors.Length,
            each = neighbors[0].Length;
        if ((long)count * each * 2 > Array.MaxLength)
            throw new ArgumentException(
                $"{count:N0} rows with {each} neighbours each are more pairs than are kept, {Array.MaxLength / 2:N0}; "
                    + "take a smaller perplexity."
            );
        var own = new float[count * each];
        Parallel.For(0, count, parallel, i => Fit(Squares(neighbors[i], distance), perplexity, own.AsSpan(i * each, each)));

        var starts = new int[count + 1];
        foreach (Neighbor[] row in neighbors)
        {
            foreach (Neighbor neighbor in row)
                starts[neighbor.Row + 1]++;
        }

        for (int i = 0; i < count; i++)
            starts[i + 1] += starts[i] + each;
        var rows = new int[starts[count]];
        var values = new float[starts[count]];
        int[] next = starts[..count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < each; j++)
            {
                int other = neighbors[i][j].Row;
                float value = own[(i * each) + j];
                (rows[next[i]], values[next[i]++]) = (other, value);
                (rows[next[other]], values[next[other]++]) = (i, value);
            }
        }

        return Merge(starts, rows, values, parallel);
    }

    /// <summary>Makes one of two pairs of the same rows, and all of them sum to 1.</summary>
    private static Affinities Merge(int[] starts, int[] rows, float[] values, ParallelOptions parallel)
    {
        int count = starts.Length - 1;
        var lengths = new int[count];
        Parallel.For(
            0,
            count,
            parallel,
            i =>
            {
                int first = starts[i],
                    end = starts[i + 1],
                    last = first;
                Array.Sort(rows, values, first, end - first);
                for (int j = first + 1; j < end; j++)
                {
                    if (rows[j] == rows[last])
                        values[last] += values[j];
                    else
                        (rows[++last], values[last]) = (rows[j], values[j]);
                }

                lengths[i] = last + 1 - first;
            }
        );
        var merged = new int[count + 1];
        for (int i = 0; i < count; i++)
            merged[i + 1] = merged[i] + lengths[i];
        var allRows = new int[merged[count]];
        var allValues = new float[merged[count]];
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            rows.AsSpan(starts[i], lengths[i]).CopyTo(allRows.AsSpan(merged[i]));
            values.AsSpan(starts[i], lengths[i]).CopyTo(allValues.AsSpan(merged[i]));
            foreach (float value in values.AsSpan(starts[i], lengths[i]))
                sum += value;
        }

        for (int i = 0; i < allValues.Length; i++)
            allValues[i] = (float)(allValues[i] / sum);
        return new Affinities(merged, allRows, allValues);
    }

    /// <summary>Squared distances. That of the nearest one off all changes nothing, and keeps the exponentials above 0.</summary>
    private static double[] Squares(Neighbor[] neighbors, NeighborDistance distance)
    {
        double[] squares = Array.ConvertAll(
            neighbors,
            n => distance == NeighborDistance.Cosine ? 2.0 * n.Distance : (double)n.Distance * n.Distance
        );
        double least = squares[0];
        return Array.ConvertAll(squares, s => s - least);
    }

    /// <summary>Finds the width of a row's bell curve by halving, as van der Maaten does.</summary>
    private static void Fit(double[] squares, double perplexity, Span<float> values)
    {
        double wanted = Math.Log(perplexity),
            beta = 1,
            low = 0,
            high = double.PositiveInfinity,
            sum = 0;
        var weights = new double[squares.Length];
        double mean = squares.Average();
        if (mean > 0)
            beta = 1 / mean;
        for (int step = 0; step < Steps; step++)
        {
            sum = 0;
            double weighted = 0;
            for (int j = 0; j < squares.Length; j++)
            {
                weights[j] = Math.Exp(-squares[j] * beta);
                sum += weights[j];
                weighted += weights[j] * squares[j];
            }

            double difference = Math.Log(sum) + (beta * weighted / sum) - wanted;
            if (Math.Abs(difference) <= Tolerance)
                break;
            if (difference > 0)
            {
                low = beta;
                beta = double.IsInfinity(high) ? beta * 2 : (beta + high) / 2;
            }
            else
            {
                high = beta;
                beta = (beta + low) / 2;
            }
        }

        for (int j = 0; j < values.Length; j++)
            values[j] = (float)(weights[j] / sum);
    }
}
