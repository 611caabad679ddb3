using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Insight.Inspection.Features;

/// <summary>The most similar of other rows, by the cosine between their features; exact.</summary>
internal static class NeighborSearch
{
    // So many rows stay in the processor's cache while all others pass by.
    private const int BlockRows = 32;

    /// <param name="rows">Features of length 1; null for rows without.</param>
    /// <param name="count">Neighbors of each row.</param>
    /// <param name="parallel">Threads, and what ends the search early.</param>
    /// <param name="progress">Is told how many rows are done.</param>
    /// <returns>For each row its neighbors, the most similar first; fewer where there are no more rows.</returns>
    public static Neighbor[][] Find(float[]?[] rows, int count, ParallelOptions parallel, Action<long> progress)
    {
        int[] used = [.. Enumerable.Range(0, rows.Length).Where(i => rows[i] is not null)];
        var found = new Neighbor[rows.Length][];
        Array.Fill(found, []);
        long done = 0;
        Parallel.For(
            0,
            (used.Length + BlockRows - 1) / BlockRows,
            parallel,
            block =>
            {
                ReadOnlySpan<int> own = used.AsSpan(block * BlockRows, Math.Min(BlockRows, used.Length - (block * BlockRows)));
                var nearest = new NearestRows[own.Length];
                for (int i = 0; i < own.Length; i++)
                    nearest[i] = new NearestRows(count);
                foreach (int other in used)
                {
                    float[] features = rows[other]!;
                    for (int i = 0; i < own.Length; i++)
                    {
                        if (other != own[i])
                            nearest[i].Add(other, TensorPrimitives.Dot<float>(rows[own[i]], features));
                    }
                }

                for (int i = 0; i < own.Length; i++)
                    found[own[i]] = nearest[i].ToArray();
                progress(Interlocked.Add(ref done, own.Length));
            }
        );
        return found;
    }
}
