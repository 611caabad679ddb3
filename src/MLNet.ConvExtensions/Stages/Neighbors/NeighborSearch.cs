using System.Buffers;
using System.Numerics.Tensors;
using MLNet.ConvExtensions.Stages.Neighbors;

namespace MLNet.ConvExtensions;

/// <summary>
/// An exact search for the nearest of many rows of numbers. Safe for several threads; what it finds depends on the rows alone, not on the
/// number of threads.
/// </summary>
/// <remarks>
/// Distances are first told from products of whole blocks of rows, with a bound of their rounding, and those of the rows that may be among
/// the nearest are then computed number by number. Where the bounds don't suffice, as for rows whose numbers differ little beside their
/// size, all are. Of rows at the same distance the one with the lower number is nearer.
/// </remarks>
public sealed class NeighborSearch
{
    /// <summary>Rows that are looked at closely beside those asked for.</summary>
    private const int Spare = 16;

    /// <summary>The bytes that a block of queries may take: half of what a core has near.</summary>
    private const int BlockBytes = 1 << 18;

    private const int RowsInBlock = 128,
        MostQueries = 48;

    private readonly float[] _rows;
    private readonly float[] _squares;
    private readonly double _error;
    private readonly bool _usesProducts;

    /// <summary>Takes rows to search among.</summary>
    /// <param name="rows">The numbers of all rows, one row after another, finite. The array is kept, not copied; the cosine wants rows of
    /// length 1 and changes others to that.</param>
    /// <param name="dimension">The numbers of a row, 1 or more.</param>
    /// <param name="distance">How far two rows are apart.</param>
    /// <exception cref="ArgumentException">
    /// There are no rows, or not whole ones; a number isn't finite; for the cosine a row is nothing but zeros.
    /// </exception>
    public NeighborSearch(float[] rows, int dimension, NeighborDistance distance = NeighborDistance.L2)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (!Enum.IsDefined(distance))
            throw new ArgumentException(
                $"The distance is {distance}; allowed: {string.Join(", ", Enum.GetNames<NeighborDistance>())}.",
                nameof(distance)
            );
        if (rows.Length == 0 || rows.Length % dimension != 0)
            throw new ArgumentException(
                $"There are {rows.Length} numbers; needed: one row of {dimension} or more, whole ones.",
                nameof(rows)
            );
        (_rows, Dimension, Distance, RowCount) = (rows, dimension, distance, rows.Length / dimension);
        _error = DotProducts.RelativeError(dimension);
        _squares = new float[RowCount];
        _usesProducts = distance != NeighborDistance.L1;
        for (int row = 0; row < RowCount; row++)
        {
            Span<float> values = rows.AsSpan(row * dimension, dimension);
            int bad = values.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
            if (bad >= 0)
                throw new ArgumentException($"Row {row}: the number at {bad} is {values[bad]}; needed: finite numbers.", nameof(rows));
            if (distance == NeighborDistance.Cosine && !IsUnit(values) && !VectorDistance.Normalise(values))
                throw new ArgumentException(
                    $"Row {row}: all numbers are 0, and {nameof(NeighborDistance.Cosine)} needs a direction.",
                    nameof(rows)
                );
            _squares[row] = TensorPrimitives.SumOfSquares<float>(values);
            _usesProducts &= IsSafe(_squares[row], values);
        }
    }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The numbers of a row.</summary>
    public int Dimension { get; }

    /// <summary>How far two rows are apart.</summary>
    public NeighborDistance Distance { get; }

    internal ReadOnlySpan<float> Rows => _rows;

    /// <summary>How many queries are best looked for at once.</summary>
    internal int BlockSize => Math.Clamp(BlockBytes / (Dimension * sizeof(float)), 1, MostQueries);

    /// <summary>A row's numbers.</summary>
    /// <param name="row">The row, from 0.</param>
    public ReadOnlySpan<float> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        return _rows.AsSpan(row * Dimension, Dimension);
    }

    /// <summary>Finds the rows that are nearest to a query.</summary>
    /// <param name="query">The query: <see cref="Dimension"/> finite numbers, of any length also for the cosine.</param>
    /// <param name="count">How many rows, 1 to <see cref="RowCount"/>.</param>
    /// <returns>The rows, the nearest first.</returns>
    /// <exception cref="ArgumentException">
    /// The query has another size, or a number that isn't finite, or the count is out of range.
    /// </exception>
    public Neighbor[] Find(ReadOnlySpan<float> query, int count)
    {
        CheckCount(count, RowCount);
        float[] prepared = Prepare(query);
        var nearest = new (double Order, int Row)[count];
        FindBlock(prepared, nearest);
        return ToNeighbors(nearest);
    }

    /// <summary>Finds for each row the other rows that are nearest to it.</summary>
    /// <param name="count">How many of each row, 1 to <see cref="RowCount"/> less one.</param>
    /// <param name="numberOfThreads">Threads, 1 or more; null for the number of processors.</param>
    /// <param name="progress">Is told how many rows are done.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>For each row its neighbours, the nearest first; the row itself isn't among them, but others like it are.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    /// <exception cref="OperationCanceledException">The search was stopped.</exception>
    public Neighbor[][] FindForRows(
        int count,
        int? numberOfThreads = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        CheckCount(count, RowCount - 1);
        if (numberOfThreads < 1)
            throw new ArgumentException($"The number of threads is {numberOfThreads}; allowed: 1 or more.", nameof(numberOfThreads));
        var found = new Neighbor[RowCount][];
        int blocks = (RowCount + BlockSize - 1) / BlockSize,
            done = 0;
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = numberOfThreads ?? Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        Parallel.For(
            0,
            blocks,
            options,
            block =>
            {
                int first = block * BlockSize,
                    rows = Math.Min(BlockSize, RowCount - first);
                var nearest = new (double Order, int Row)[rows * (count + 1)];
                FindBlock(_rows.AsSpan(first * Dimension, rows * Dimension), nearest);
                for (int i = 0; i < rows; i++)
                    found[first + i] = WithoutItself(nearest.AsSpan(i * (count + 1), count + 1), first + i);
                progress?.Report(Interlocked.Add(ref done, rows));
            }
        );
        return found;
    }

    /// <summary>Finds the nearest rows of some queries.</summary>
    /// <param name="queries">The queries, one after another; with cosine distance of length 1.</param>
    /// <param name="nearest">Receives the rows with what orders them: the same number for each query.</param>
    internal void FindBlock(ReadOnlySpan<float> queries, Span<(double Order, int Row)> nearest)
    {
        int count = queries.Length / Dimension,
            each = nearest.Length / Math.Max(1, count),
            kept = Math.Min(RowCount, each + Spare);
        if (!_usesProducts || kept == RowCount)
        {
            for (int i = 0; i < count; i++)
                Scan(queries.Slice(i * Dimension, Dimension), nearest.Slice(i * each, each));
            return;
        }

        var candidates = ArrayPool<(double Order, int Row)>.Shared.Rent(count * kept);
        Span<(double Order, int Row)> near = candidates.AsSpan(0, count * kept);
        NearestList.Clear(near);
        Approximate(queries, near, kept);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> query = queries.Slice(i * Dimension, Dimension);
            Span<(double Order, int Row)> result = nearest.Slice(i * each, each),
                rough = near.Slice(i * kept, kept);
            NearestList.Clear(result);
            foreach ((_, int row) in rough)
            {
                if (row >= 0)
                    NearestList.Insert(result, VectorDistance.Order(query, Row(row), Distance), row);
            }

            // No row that was left out is nearer than the last bound; what was computed number by number has a rounding of its own.
            if (!(result[^1].Order * (1 + (2 * _error)) <= rough[^1].Order))
                Scan(query, result);
        }

        ArrayPool<(double Order, int Row)>.Shared.Return(candidates);
    }

    /// <summary>Keeps the rows with the least lower bounds of what orders them.</summary>
    private void Approximate(ReadOnlySpan<float> queries, Span<(double Order, int Row)> near, int kept)
    {
        int count = queries.Length / Dimension;
        float[] products = ArrayPool<float>.Shared.Rent(count * RowsInBlock),
            squares = ArrayPool<float>.Shared.Rent(count);
        for (int i = 0; i < count; i++)
            squares[i] = TensorPrimitives.SumOfSquares(queries.Slice(i * Dimension, Dimension));
        // Every row is read once for all the queries, which together fit a core's cache.
        for (int first = 0; first < RowCount; first += RowsInBlock)
        {
            int rows = Math.Min(RowsInBlock, RowCount - first);
            DotProducts.Compute(queries, _rows.AsSpan(first * Dimension, rows * Dimension), Dimension, products);
            for (int i = 0; i < count; i++)
            {
                Span<(double Order, int Row)> list = near.Slice(i * kept, kept);
                for (int j = 0; j < rows; j++)
                {
                    double bound = LowerBound(squares[i], _squares[first + j], products[(i * rows) + j]);
                    if (!(bound >= list[^1].Order))
                        NearestList.Insert(list, double.IsNaN(bound) ? double.NegativeInfinity : bound, first + j);
                }
            }
        }

        ArrayPool<float>.Shared.Return(products);
        ArrayPool<float>.Shared.Return(squares);
    }

    private double LowerBound(double a, double b, double product)
    {
        double room = _error * (a + b) * 2;
        return Distance == NeighborDistance.Cosine ? 1 - product - room : a + b - (2 * product) - room;
    }

    private void Scan(ReadOnlySpan<float> query, Span<(double Order, int Row)> nearest)
    {
        NearestList.Clear(nearest);
        for (int row = 0; row < RowCount; row++)
            NearestList.Insert(nearest, VectorDistance.Order(query, Row(row), Distance), row);
    }

    private float[] Prepare(ReadOnlySpan<float> query)
    {
        if (query.Length != Dimension)
            throw new ArgumentException($"The query has {query.Length} numbers; needed: {Dimension}.", nameof(query));
        int bad = query.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (bad >= 0)
            throw new ArgumentException($"The query's number at {bad} is {query[bad]}; needed: finite numbers.", nameof(query));
        float[] prepared = query.ToArray();
        if (Distance == NeighborDistance.Cosine && !VectorDistance.Normalise(prepared))
            throw new ArgumentException(
                $"All numbers of the query are 0, and {nameof(NeighborDistance.Cosine)} needs a direction.",
                nameof(query)
            );
        return prepared;
    }

    private Neighbor[] WithoutItself(ReadOnlySpan<(double Order, int Row)> nearest, int self)
    {
        var others = new (double Order, int Row)[nearest.Length - 1];
        int place = 0;
        foreach ((double Order, int Row) each in nearest)
        {
            if (each.Row != self && place < others.Length)
                others[place++] = each;
        }

        return ToNeighbors(others);
    }

    private Neighbor[] ToNeighbors((double Order, int Row)[] nearest) =>
        Array.ConvertAll(nearest, n => new Neighbor(n.Row, VectorDistance.OfOrder(n.Order, Distance)));

    private static void CheckCount(int count, int most)
    {
        if (count < 1 || count > most)
            throw new ArgumentException($"The count is {count}; allowed: 1 to {most}, as there are rows.", nameof(count));
    }

    private static bool IsUnit(ReadOnlySpan<float> values) => Math.Abs(TensorPrimitives.SumOfSquares(values) - 1) < 1e-5f;

    /// <summary>Whether products of 32 bits say something of such a row.</summary>
    private static bool IsSafe(float square, ReadOnlySpan<float> values) =>
        square is > 1e-25f and < 1e30f || (square == 0 && !values.ContainsAnyExcept(0f));
}
