namespace MLNet.ConvExtensions.CameraTraps.Review;

/// <summary>Takes rows that are unsure and unlike each other, greedily.</summary>
internal static class DiverseRows
{
    /// <param name="candidates">The rows to choose from, the least sure first.</param>
    /// <param name="unsure">How unsure each row is.</param>
    /// <param name="features">What rows are compared by, after division by their lengths.</param>
    /// <param name="count">How many are taken.</param>
    public static int[] Choose(int[] candidates, double[] unsure, IReadOnlyList<float[]> features, int count)
    {
        float[][] places = [.. candidates.Select(row => Unit(features[row]))];
        var distance = new double[candidates.Length];
        Array.Fill(distance, double.PositiveInfinity);
        var taken = new bool[candidates.Length];
        var chosen = new int[Math.Min(count, candidates.Length)];
        int next = 0;
        for (int i = 0; i < chosen.Length; i++)
        {
            chosen[i] = candidates[next];
            taken[next] = true;
            float[] place = places[next];
            next = -1;
            double best = -1;
            for (int j = 0; j < candidates.Length; j++)
            {
                if (taken[j])
                    continue;
                distance[j] = Math.Min(distance[j], Distance(places[j], place));
                // Where nothing differs, the least sure is still the first.
                double gain = unsure[candidates[j]] * distance[j];
                if (gain > best)
                    (best, next) = (gain, j);
            }
        }

        return chosen;
    }

    private static float[] Unit(float[] row)
    {
        double squares = 0;
        foreach (float value in row)
            squares += (double)value * value;
        double length = Math.Sqrt(squares);
        return length == 0 ? row : Array.ConvertAll(row, value => (float)(value / length));
    }

    private static double Distance(float[] a, float[] b)
    {
        double squares = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double difference = (double)a[i] - b[i];
            squares += difference * difference;
        }

        return Math.Sqrt(squares);
    }
}
