using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Insight.Similarity;

/// <summary>
/// Finds near rows by following links from row to row, from far ones on high levels to near ones on the lowest (HNSW; Malkov and
/// Yashunin, 2018). Safe for several threads when it is built.
/// </summary>
internal sealed class NeighborGraph(NeighborSearch rows, NeighborLinks links)
{
    private readonly ConcurrentBag<Walk> _walks = [];

    public NeighborLinks Links => links;

    /// <param name="query">The query; for the cosine of length 1.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="breadth">How many of the nearest rows so far are followed, no fewer than the count.</param>
    /// <returns>The rows, the nearest first.</returns>
    public (float Distance, int Row)[] Find(ReadOnlySpan<float> query, int count, int breadth)
    {
        int start = Descend(query, 0);
        (float Distance, int Row)[] found = Spread(query, start, 0, Math.Max(breadth, count));
        return found.Length > count ? found[..count] : found;
    }

    public float Distance(ReadOnlySpan<float> query, int row) =>
        rows.Distance == NeighborDistance.Cosine
            ? Math.Max(0, 1 - TensorPrimitives.Dot(query, rows.Row(row)))
            : TensorPrimitives.Distance(query, rows.Row(row));

    /// <summary>Goes from the entry to the row nearest to the query, down to above a level.</summary>
    public int Descend(ReadOnlySpan<float> query, int level)
    {
        int at = links.Entry;
        float nearest = Distance(query, at);
        for (int above = links.Levels[at]; above > level; above--)
        {
            for (bool moved = true; moved; )
            {
                moved = false;
                foreach (int other in links.Of(at, above))
                {
                    float distance = Distance(query, other);
                    if (distance < nearest)
                        (at, nearest, moved) = (other, distance, true);
                }
            }
        }

        return at;
    }

    /// <summary>
    /// Follows links on a level from the nearest row that hasn't been followed, until none of these is among the nearest.
    /// </summary>
    /// <returns>The nearest rows, the nearest first.</returns>
    public (float Distance, int Row)[] Spread(ReadOnlySpan<float> query, int start, int level, int breadth)
    {
        if (!_walks.TryTake(out Walk? walk))
            walk = new Walk(links.Count);
        walk.Begin();
        float first = Distance(query, start);
        walk.Visit(start);
        walk.Open.Enqueue(start, first);
        walk.Nearest.Enqueue(start, -first);
        while (walk.Open.TryDequeue(out int at, out float distance))
        {
            walk.Nearest.TryPeek(out _, out float farthest);
            if (distance > -farthest && walk.Nearest.Count >= breadth)
                break;
            foreach (int other in links.Of(at, level))
            {
                if (!walk.Visit(other))
                    continue;
                float far = Distance(query, other);
                walk.Nearest.TryPeek(out _, out farthest);
                if (walk.Nearest.Count >= breadth && far >= -farthest)
                    continue;
                walk.Open.Enqueue(other, far);
                walk.Nearest.Enqueue(other, -far);
                if (walk.Nearest.Count > breadth)
                    walk.Nearest.Dequeue();
            }
        }

        var found = new (float Distance, int Row)[walk.Nearest.Count];
        for (int i = found.Length - 1; i >= 0; i--)
        {
            walk.Nearest.TryDequeue(out int row, out float minus);
            found[i] = (-minus, row);
        }

        // Rows at the same distance in the order of their numbers, as in a search of all rows.
        Array.Sort(found);
        _walks.Add(walk);
        return found;
    }

    /// <summary>What a search notes: room that is used again.</summary>
    private sealed class Walk(int rows)
    {
        private readonly int[] _visits = new int[rows];
        private int _number;

        public PriorityQueue<int, float> Open { get; } = new();

        /// <summary>The nearest rows, the farthest of them first.</summary>
        public PriorityQueue<int, float> Nearest { get; } = new();

        public void Begin()
        {
            Open.Clear();
            Nearest.Clear();
            if (++_number != int.MaxValue)
                return;
            Array.Clear(_visits);
            _number = 1;
        }

        /// <returns>False if it was there before.</returns>
        public bool Visit(int row)
        {
            if (_visits[row] == _number)
                return false;
            _visits[row] = _number;
            return true;
        }
    }
}
