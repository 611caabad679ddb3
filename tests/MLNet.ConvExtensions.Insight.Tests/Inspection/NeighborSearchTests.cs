using MLNet.ConvExtensions.Insight.Inspection.Features;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

public sealed class NeighborSearchTests
{
    [Fact]
    public void Neighbors_are_those_of_a_plain_search()
    {
        var random = new Random(5);
        float[]?[] rows = [.. Enumerable.Range(0, 150).Select(i => i % 40 == 7 ? null : Unit(random))];
        Neighbor[][] found = NeighborSearch.Find(rows, 6, new ParallelOptions(), _ => { });
        for (int i = 0; i < rows.Length; i++)
        {
            int[] expected = rows[i] is not { } row
                ? []
                :
                [
                    .. Enumerable
                        .Range(0, rows.Length)
                        .Where(j => j != i && rows[j] is not null)
                        .OrderByDescending(j => row.Zip(rows[j]!, (a, b) => (double)a * b).Sum())
                        .Take(6),
                ];
            Assert.Equal(expected, found[i].Select(n => n.Row));
        }
    }

    [Fact]
    public void Fewer_rows_than_neighbors_give_all_others()
    {
        float[]?[] rows =
        [
            [1, 0],
            [0, 1],
            null,
        ];
        Neighbor[][] found = NeighborSearch.Find(rows, 5, new ParallelOptions(), _ => { });
        Assert.Equal([1], found[0].Select(n => n.Row));
        Assert.Empty(found[2]);
    }

    private static float[] Unit(Random random)
    {
        float[] row = [.. Enumerable.Range(0, 17).Select(_ => (float)(random.NextDouble() - 0.5))];
        float norm = MathF.Sqrt(row.Sum(v => v * v));
        return [.. row.Select(v => v / norm)];
    }
}
