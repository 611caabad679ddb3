namespace MLNet.ConvExtensions.Insight.Inspection.Features;

/// <summary>The photos with the most similar features.</summary>
internal static class SimilarPhotos
{
    /// <param name="features">Features of length 1; null for photos without.</param>
    /// <param name="count">How many of each photo.</param>
    /// <param name="threads">Photos that are looked for at the same time.</param>
    /// <param name="progress">Is told how many photos are done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>For each photo others by their places, the most similar first; fewer where there are no more.</returns>
    public static Neighbor[][] Find(float[]?[] features, int count, int threads, Action<long> progress, CancellationToken cancellation)
    {
        int[] used = [.. Enumerable.Range(0, features.Length).Where(i => features[i] is not null)];
        var found = new Neighbor[features.Length][];
        Array.Fill(found, []);
        if (used.Length < 2)
            return found;
        int dimension = features[used[0]]!.Length;
        var rows = new float[used.Length * dimension];
        for (int i = 0; i < used.Length; i++)
            features[used[i]].CopyTo(rows.AsSpan(i * dimension));
        Neighbor[][] near = new NeighborSearch(rows, dimension, NeighborDistance.Cosine).FindForRows(
            Math.Min(count, used.Length - 1),
            threads,
            new Done(progress),
            cancellation
        );
        for (int i = 0; i < used.Length; i++)
            found[used[i]] = [.. near[i].Select(n => n with { Row = used[n.Row] })];
        return found;
    }

    /// <summary>Passes it on at once, where the system's own would do so some time later.</summary>
    private sealed class Done(Action<long> progress) : IProgress<int>
    {
        public void Report(int value) => progress(value);
    }
}
