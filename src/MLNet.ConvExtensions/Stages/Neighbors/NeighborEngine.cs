using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>Turns rows of features into shares of classes, a block of rows at a time.</summary>
internal sealed class NeighborEngine(NeighborTable table) : IRowEngine
{
    public NeighborTable Table => table;

    public int Width => table.ClassCount;

    public IReadOnlyList<PixelShape> PixelShapes { get; } = [PixelShape.Row(table.Dimension)];

    public int BlockSize => table.Search.BlockSize;

    public RowWorkspace CreateWorkspace(int capacity) => new(new Block(table, capacity));

    private sealed class Block(NeighborTable table, int capacity) : IRowBatch
    {
        private readonly float[] _queries = new float[capacity * table.Dimension];
        private readonly float[] _shares = new float[capacity * table.ClassCount];
        private readonly (double Order, int Row)[] _nearest = new (double Order, int Row)[capacity * table.Options.NumberOfNeighbors];

        public Span<float> InputOf(int i) => _queries.AsSpan(i * table.Dimension, table.Dimension);

        public void Run(int count)
        {
            if (table.Options.Distance == NeighborDistance.Cosine)
            {
                // A row of zeros has no direction: it is as far from every other, and its neighbours are the first rows.
                for (int i = 0; i < count; i++)
                    VectorDistance.Normalise(InputOf(i));
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
