using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>Turns rows of features into shares of classes, a block of rows at a time.</summary>
internal sealed class NeighborEngine(NeighborTable table) : IRowEngine
{
    /// <summary>The bytes that a block of queries may take: half of what a core has near.</summary>
    private const int BlockBytes = 1 << 18;

    private const int MostQueries = 32;

    public NeighborTable Table => table;

    public int Width => table.ClassCount;

    public IReadOnlyList<PixelShape> PixelShapes { get; } = [PixelShape.Row(table.Dimension)];

    public int BlockSize => Math.Clamp(BlockBytes / (table.Dimension * sizeof(float)), 1, MostQueries);

    public RowWorkspace CreateWorkspace(int capacity) => new(new Block(table, capacity));

    private sealed class Block(NeighborTable table, int capacity) : IRowBatch
    {
        private readonly float[] _queries = new float[capacity * table.Dimension];
        private readonly float[] _shares = new float[capacity * table.ClassCount];
        private readonly (double Distance, int Row)[] _nearest = new (double Distance, int Row)[capacity * table.Options.NumberOfNeighbors];

        public Span<float> InputOf(int i) => _queries.AsSpan(i * table.Dimension, table.Dimension);

        public void Run(int count)
        {
            if (table.Options.Distance == NeighborDistance.Cosine)
            {
                // A row of zeros has no direction: it is as far from every other, and its neighbours are the first rows.
                for (int i = 0; i < count; i++)
                    NeighborTable.Normalise(InputOf(i));
            }

            table.Find(
                _queries.AsSpan(0, count * table.Dimension),
                _nearest.AsSpan(0, count * table.Options.NumberOfNeighbors),
                _shares.AsSpan(0, count * table.ClassCount)
            );
        }

        public ReadOnlySpan<float> Outputs(int count) => _shares.AsSpan(0, count * table.ClassCount);

        public void Dispose()
        {
            // All of it is managed memory.
        }
    }
}
