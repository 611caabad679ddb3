using MLNet.ConvExtensions.Insight.Similarity;

namespace MLNet.ConvExtensions;

/// <summary>
/// Rows of features by names, to search for those that are most similar to others: all of them, or by a graph of neighbours. It can be
/// saved and opened. Safe for several threads.
/// </summary>
public sealed class SimilarityIndex
{
    private readonly NeighborSearch _rows;
    private readonly NeighborGraph? _graph;
    private readonly string[] _names;

    internal SimilarityIndex(NeighborSearch rows, NeighborGraph? graph, string[] names, string identity) =>
        (_rows, _graph, _names, Identity) = (rows, graph, names, identity);

    /// <summary>The number of rows.</summary>
    public int Count => _rows.RowCount;

    /// <summary>The features of a row.</summary>
    public int Dimension => _rows.Dimension;

    /// <summary>How far two rows are apart.</summary>
    public NeighborDistance Distance => _rows.Distance;

    /// <summary>Whether a search follows a graph, and may miss rows.</summary>
    public bool IsApproximate => _graph is not null;

    /// <summary>What the rows are called.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>What the features are of, as whoever made the index said.</summary>
    public string Identity { get; }

    internal NeighborSearch Rows => _rows;

    internal NeighborGraph? Graph => _graph;

    /// <summary>Makes an index.</summary>
    /// <param name="rows">The rows. Their distance counts, <see cref="SimilarityIndexOptions.Distance"/> doesn't.</param>
    /// <param name="names">What they are called; null for their numbers.</param>
    /// <param name="options">Whether a graph is built, and how; null for a search of all rows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The index.</returns>
    /// <exception cref="ArgumentException">An option is out of range; there are more or fewer names than rows.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SimilarityIndex Create(
        NeighborSearch rows,
        IReadOnlyList<string>? names = null,
        SimilarityIndexOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        options = (options ?? new SimilarityIndexOptions()) with { Distance = rows.Distance };
        options.Validate();
        if (names is not null && names.Count != rows.RowCount)
            throw new ArgumentException($"There are {names.Count} names; needed: {rows.RowCount}, one for each row.", nameof(names));
        string[] all = names is null
            ? [.. Enumerable.Range(0, rows.RowCount).Select(i => FormattableString.Invariant($"{i}"))]
            : [.. names];
        NeighborGraph? graph = options.IsApproximate ? GraphBuilder.Build(rows, options, cancellationToken) : null;
        return new SimilarityIndex(rows, graph, all, options.Identity);
    }

    /// <summary>Opens an index that <see cref="Save"/> wrote. All of it is read into memory.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The index, which finds the same as the one that was saved.</returns>
    /// <exception cref="InvalidDataException">The file is no index, or damaged; the message names it.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static SimilarityIndex Load(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return new IndexFile(file).Read();
    }

    /// <summary>Writes the index. A file of this name is replaced when the new one is whole.</summary>
    /// <param name="file">The file: 4 bytes for each feature, and about 140 more for a row's links in a graph.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Save(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        new IndexFile(file).Write(this);
    }

    /// <summary>Finds the rows that are most similar to some features.</summary>
    /// <param name="features">The features: <see cref="Dimension"/> finite numbers.</param>
    /// <param name="count">How many rows, 1 to <see cref="Count"/>.</param>
    /// <param name="breadth">
    /// Of a graph, how many rows are followed (efSearch), 1 or more; more take longer and miss less. Null for 64, or twice the count if
    /// that is more.
    /// </param>
    /// <returns>The rows, the most similar first. Of a graph there can be fewer, where parts of it aren't linked.</returns>
    /// <exception cref="ArgumentException">
    /// There is another number of features, one isn't finite, or, with cosine distance, all are 0; or a number is out of range.
    /// </exception>
    public IReadOnlyList<SimilarRow> Find(ReadOnlySpan<float> features, int count = 10, int? breadth = null)
    {
        if (breadth < 1)
            throw new ArgumentException($"The breadth is {breadth}; allowed: 1 or more, or null.", nameof(breadth));
        if (_graph is null)
            return Array.ConvertAll(_rows.Find(features, count), n => new SimilarRow(n.Row, _names[n.Row], n.Distance));
        float[] query = Prepare(features, count);
        (float Distance, int Row)[] found = _graph.Find(query, count, breadth ?? Math.Max(64, 2 * count));
        return Array.ConvertAll(found, n => new SimilarRow(n.Row, _names[n.Row], n.Distance));
    }

    /// <summary>A row's features; with cosine distance brought to length 1.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> FeaturesOf(int row) => _rows.Row(row);

    private float[] Prepare(ReadOnlySpan<float> features, int count)
    {
        if (count < 1 || count > Count)
            throw new ArgumentException($"The count is {count}; allowed: 1 to {Count}, as there are rows.", nameof(count));
        if (features.Length != Dimension)
            throw new ArgumentException($"There are {features.Length} features; needed: {Dimension}.", nameof(features));
        // A search among one row checks numbers, and gives them the length that the cosine wants.
        float[] query = features.ToArray();
        _ = new NeighborSearch(query, Dimension, Distance);
        return query;
    }
}
