namespace MLNet.ConvExtensions.Insight.Activations;

/// <summary>Boxes that follow each other, and how often the same follow in a row.</summary>
/// <param name="First">The first of the boxes.</param>
/// <param name="Count">How many boxes the block has.</param>
/// <param name="Times">How often such a block follows itself; it is drawn once.</param>
internal readonly record struct DrawnBlock(int First, int Count, int Times)
{
    /// <summary>The place of the box behind the block, and behind all that are like it.</summary>
    public int End => First + (Count * Times);

    /// <summary>Divides boxes where a single value goes on, and puts blocks that are alike together.</summary>
    public static IReadOnlyList<DrawnBlock> Of(IReadOnlyList<DrawnNode> nodes)
    {
        // The least place that this box, or one behind it, reads.
        var reads = new int[nodes.Count + 1];
        reads[^1] = nodes.Count;
        for (int i = nodes.Count - 1; i >= 0; i--)
            reads[i] = Math.Min(reads[i + 1], nodes[i].Inputs.Count == 0 ? nodes.Count : nodes[i].Inputs.Min());
        var blocks = new List<DrawnBlock>();
        int first = 0;
        for (int i = 0; i < nodes.Count; i++)
        {
            if (reads[i + 1] < i)
                continue;
            Add(nodes, blocks, new DrawnBlock(first, i - first + 1, 1));
            first = i + 1;
        }

        return blocks;
    }

    private static void Add(IReadOnlyList<DrawnNode> nodes, List<DrawnBlock> blocks, DrawnBlock next)
    {
        if (blocks is [.., var last] && last.Count == next.Count && AreAlike(nodes, last.First, next.First, next.Count))
            blocks[^1] = last with { Times = last.Times + 1 };
        else
            blocks.Add(next);
    }

    private static bool AreAlike(IReadOnlyList<DrawnNode> nodes, int a, int b, int count) =>
        Enumerable
            .Range(0, count)
            .All(i =>
                nodes[a + i].Title == nodes[b + i].Title
                && nodes[a + i].Shape == nodes[b + i].Shape
                && nodes[a + i].Inputs.Select(input => input - a).SequenceEqual(nodes[b + i].Inputs.Select(input => input - b))
            );
}
