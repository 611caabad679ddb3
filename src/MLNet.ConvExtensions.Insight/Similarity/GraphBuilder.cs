namespace MLNet.ConvExtensions.Insight.Similarity;

/// <summary>
/// Builds a graph, some rows at a time: they look for their neighbours at the same time, in the graph as it was and among one another, and
/// are then linked. So the graph depends on the rows, the options and the seed, but not on the number of threads.
/// </summary>
internal sealed class GraphBuilder
{
    private const int MostAtOnce = 256,
        MostLevels = 32;

    private readonly NeighborSearch _rows;
    private readonly SimilarityIndexOptions _options;
    private readonly ParallelOptions _parallel;
    private readonly NeighborLinks _links;
    private readonly NeighborGraph _graph;

    private GraphBuilder(NeighborSearch rows, SimilarityIndexOptions options, byte[] levels, CancellationToken cancellation)
    {
        (_rows, _options) = (rows, options);
        _links = new NeighborLinks(levels, options.NumberOfLinks);
        _graph = new NeighborGraph(rows, _links);
        _parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.NumberOfThreads ?? Environment.ProcessorCount,
            CancellationToken = cancellation,
        };
    }

    public static NeighborGraph Build(NeighborSearch rows, SimilarityIndexOptions options, CancellationToken cancellation)
    {
        var random = new Random(options.Seed);
        double scale = 1 / Math.Log(options.NumberOfLinks);
        byte[] levels =
        [
            .. Enumerable.Range(0, rows.RowCount).Select(_ => (byte)Math.Min(MostLevels, -Math.Log(1 - random.NextDouble()) * scale)),
        ];
        // Rows come in the order of their classes often, and a graph that grows class by class is a bad one.
        int[] order = [.. Enumerable.Range(0, rows.RowCount)];
        random.Shuffle(order);
        var builder = new GraphBuilder(rows, options, levels, cancellation);
        for (int done = 0; done < order.Length; )
        {
            int count = Math.Min(Math.Clamp(done / 8, 1, MostAtOnce), order.Length - done);
            builder.Add(order.AsSpan(done, count).ToArray());
            done += count;
            options.Progress?.Report(done);
        }

        return builder._graph;
    }

    private void Add(int[] batch)
    {
        if (_links.Entry < 0)
        {
            _links.Entry = batch[0];
            return;
        }

        var chosen = new int[batch.Length][][];
        Parallel.For(0, batch.Length, _parallel, i => chosen[i] = Choose(batch, i));
        var back = new List<(int Level, int Row, int From)>();
        for (int i = 0; i < batch.Length; i++)
        {
            for (int level = 0; level < chosen[i].Length; level++)
            {
                _links.Set(batch[i], level, chosen[i][level]);
                foreach (int other in chosen[i][level])
                    back.Add((level, other, batch[i]));
            }
        }

        (int Level, int Row, int From)[][] targets = [.. back.GroupBy(b => (b.Level, b.Row)).Select(g => g.ToArray())];
        Parallel.ForEach(targets, _parallel, LinkBack);
        foreach (int row in batch)
        {
            if (_links.Levels[row] > _links.Levels[_links.Entry])
                _links.Entry = row;
        }
    }

    /// <summary>The rows that a new row is linked to, on each of its levels that the graph has.</summary>
    private int[][] Choose(int[] batch, int place)
    {
        int row = batch[place],
            top = Math.Min(_links.Levels[row], _links.Levels[_links.Entry]);
        ReadOnlySpan<float> values = _rows.Row(row);
        var result = new int[top + 1][];
        int start = _graph.Descend(values, top);
        for (int level = top; level >= 0; level--)
        {
            (float Distance, int Row)[] found = _graph.Spread(values, start, level, _options.ConstructionBreadth);
            start = found[0].Row;
            var candidates = new List<(float Distance, int Row)>(found);
            for (int i = 0; i < place; i++)
            {
                if (_links.Levels[batch[i]] >= level)
                    candidates.Add((_graph.Distance(values, batch[i]), batch[i]));
            }

            result[level] = Select(candidates, _options.NumberOfLinks);
        }

        return result;
    }

    private void LinkBack((int Level, int Row, int From)[] links)
    {
        (int level, int row, _) = links[0];
        int[] all = [.. _links.Of(row, level), .. links.Select(l => l.From)];
        if (all.Length > _links.Capacity(level))
        {
            ReadOnlySpan<float> values = _rows.Row(row);
            var candidates = new List<(float Distance, int Row)>(all.Length);
            foreach (int other in all)
                candidates.Add((_graph.Distance(values, other), other));
            all = Select(candidates, _links.Capacity(level));
        }

        _links.Set(row, level, all);
    }

    /// <summary>
    /// Of near rows those that lie in different directions: none that is nearer to one that was taken already than to the row itself.
    /// </summary>
    private int[] Select(List<(float Distance, int Row)> candidates, int most)
    {
        candidates.Sort();
        if (candidates.Count <= most)
            return [.. candidates.Select(c => c.Row)];
        var taken = new List<int>(most);
        foreach ((float distance, int row) in candidates)
        {
            ReadOnlySpan<float> values = _rows.Row(row);
            bool isNew = true;
            foreach (int other in taken)
            {
                if (_graph.Distance(values, other) < distance)
                {
                    isNew = false;
                    break;
                }
            }

            if (isNew)
                taken.Add(row);
            if (taken.Count == most)
                break;
        }

        return [.. taken];
    }
}
