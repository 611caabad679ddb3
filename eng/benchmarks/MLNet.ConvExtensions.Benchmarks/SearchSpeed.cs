using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>
/// How many of the ten nearest rows a graph of neighbours finds, and how fast, next to the exact search, on one thread:
/// <c>search clustered</c> for 100,000 rows of 1,280 numbers around 1,000 points, or <c>search FILE.npy</c> for rows of one's own. The last
/// 200 rows are searched for, in the others.
/// </summary>
internal static class SearchSpeed
{
    private const int Queries = 200,
        Nearest = 10;

    private static readonly int[] Breadths = [16, 32, 64, 128, 256];

    public static void Run(string source)
    {
        (float[] all, int dimension) = source == "clustered" ? (Clustered(100_000 + Queries, 1280), 1280) : Read(source);
        int count = (all.Length / dimension) - Queries;
        float[][] queries = [.. Enumerable.Range(count, Queries).Select(i => all[(i * dimension)..((i + 1) * dimension)])];
        Array.Resize(ref all, count * dimension);
        var rows = new NeighborSearch(all, dimension, NeighborDistance.Cosine);
        Say($"{count} rows of {dimension}, {source}");

        var exact = SimilarityIndex.Create(rows);
        (HashSet<int>[] truth, double slow) = Search(exact, queries, null);
        Say($"exact, one by one: {Queries / slow:0.0} searches a second");
        var watch = Stopwatch.StartNew();
        var graph = SimilarityIndex.Create(rows, options: new SimilarityIndexOptions { IsApproximate = true });
        Say($"graph: built in {watch.Elapsed.TotalSeconds:0.0} s on {Environment.ProcessorCount} threads");
        foreach (int breadth in Breadths)
        {
            (HashSet<int>[] found, double seconds) = Search(graph, queries, breadth);
            double recall = found.Zip(truth, (f, t) => f.Count(t.Contains)).Sum() / (double)(Queries * Nearest);
            Say($"breadth {breadth}: recall at {Nearest} {recall:0.0000}, {Queries / seconds:0} a second, {slow / seconds:0.0} x exact");
        }
    }

    private static (HashSet<int>[] Found, double Seconds) Search(SimilarityIndex index, float[][] queries, int? breadth)
    {
        index.Find(queries[0], Nearest, breadth);
        // Processor time, which other programs on the machine change little.
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        var found = new HashSet<int>[queries.Length];
        for (int i = 0; i < queries.Length; i++)
            found[i] = [.. index.Find(queries[i], Nearest, breadth).Select(f => f.Row)];
        return (found, (Environment.CpuUsage.TotalTime - begin).TotalSeconds);
    }

    /// <summary>
    /// Rows around points that lie around a few others, as classes of images do, with as much spread within a cluster along few directions
    /// as features have.
    /// </summary>
    private static float[] Clustered(int count, int dimension)
    {
        const int Clusters = 1000,
            Directions = 24;
        var random = new Random(1);
        float[][] middles = [.. Enumerable.Range(0, Clusters).Select(_ => Noise(dimension, 1))];
        float[][] directions = [.. Enumerable.Range(0, 200).Select(_ => Noise(dimension, 1))];
        var rows = new float[count * dimension];
        for (int i = 0; i < count; i++)
        {
            int cluster = random.Next(Clusters);
            Span<float> row = rows.AsSpan(i * dimension, dimension);
            middles[cluster].CopyTo(row);
            for (int k = 0; k < Directions; k++)
            {
                float[] direction = directions[(cluster + (7 * k)) % directions.Length];
                float along = Normal() * 0.3f;
                for (int j = 0; j < dimension; j++)
                    row[j] += along * direction[j];
            }

            for (int j = 0; j < dimension; j++)
                row[j] = Math.Max(0, row[j] + (0.1f * Normal()));
        }

        return rows;

        float[] Noise(int length, float size) => [.. Enumerable.Range(0, length).Select(_ => size * Normal())];

        float Normal() => MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
    }

    private static (float[] Values, int Dimension) Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        int header = BitConverter.ToUInt16(bytes, 8);
        string shape = Encoding.ASCII.GetString(bytes, 10, header).Split("'shape': (")[1].Split(')')[0];
        int dimension = int.Parse(shape.Split(',')[1], CultureInfo.InvariantCulture);
        return (MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + header)).ToArray(), dimension);
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
