namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Draws the rows that the next trees learn from.</summary>
internal sealed class Bagging
{
    private readonly int _rowCount;
    private readonly int _maxLeaves;
    private readonly double _fraction;
    private readonly Random _random;

    public Bagging(int rowCount, TreeOptions options)
    {
        _rowCount = rowCount;
        _maxLeaves = options.NumberOfLeaves;
        _fraction = options.BaggingExampleFraction;
        _random = new Random(options.Seed);
        // A first bag is drawn and never used.
        Draw();
    }

    public LeafPartition InBag { get; private set; } = null!;

    public int[] OutOfBag { get; private set; } = [];

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(InBag))]
    public void Draw()
    {
        var inBag = new List<int>(_rowCount);
        var outOfBag = new List<int>(_rowCount);
        for (int row = 0; row < _rowCount; row++)
            (_random.NextDouble() < _fraction ? inBag : outOfBag).Add(row);
        InBag = new LeafPartition([.. inBag], _maxLeaves);
        OutOfBag = [.. outOfBag];
    }
}
