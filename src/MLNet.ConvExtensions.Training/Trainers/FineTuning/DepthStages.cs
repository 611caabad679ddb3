namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>
/// Divides a backbone by depth. A stage begins where the resolution falls below that of all weights before, at a place where a single
/// tensor flows; a backbone of one resolution has a stage for each of its blocks.
/// </summary>
internal static class DepthStages
{
    /// <summary>The stages from the image to the features. Each has weights.</summary>
    /// <param name="body">A network of one input and one output that needs all of its nodes.</param>
    public static IReadOnlyList<DepthStage> Of(OnnxNetwork body)
    {
        IReadOnlyList<NetworkCut> cuts = NetworkCuts.Find(body);
        IReadOnlyDictionary<string, int> places = NetworkCuts.PlacesOfLayers(body);
        int[] nodesOfWeights = [.. body.Weights.Where(w => !w.IsStatistic).Select(w => places[w.Layers[0]]).Distinct()];
        var blocks = new List<Block>();
        for (int end = 1; end < cuts.Count; end++)
        {
            int weighted = nodesOfWeights.Count(n => n > cuts[end - 1].Node && n <= cuts[end].Node);
            if (weighted > 0)
                blocks.Add(new Block(end - 1, end, IsSingle: cuts[end].Node - cuts[end - 1].Node == 1 || weighted == 1));
        }

        if (blocks.Count == 0)
            return [];
        int[] starts = Starts(cuts, blocks, body);
        return
        [
            .. starts.Select(
                (start, i) => Stage(body, places, cuts[start], i + 1 < starts.Length ? cuts[starts[i + 1]].Node : int.MaxValue)
            ),
        ];
    }

    /// <summary>The cuts where stages begin; the first is the network's input.</summary>
    private static int[] Starts(IReadOnlyList<NetworkCut> cuts, List<Block> blocks, OnnxNetwork body)
    {
        var starts = new List<int> { 0 };
        long lowest = cuts[blocks[0].End].Resolution;
        for (int i = 1; i < blocks.Count; i++)
        {
            // Where what was pooled is brought to one scale alone, as in ConvNeXt, nothing would learn to see.
            if (Operator(body, cuts[blocks[i].End].Node) == "LayerNormalization")
                continue;
            long resolution = cuts[blocks[i].End].Resolution;
            if (resolution < lowest)
                starts.Add(Place(cuts, blocks, i, body));
            lowest = Math.Min(lowest, resolution);
        }

        if (starts.Count == 1)
            starts.AddRange(
                Enumerable
                    .Range(1, blocks.Count - 1)
                    .Where(i => Operator(body, cuts[blocks[i].End].Node) != "BatchNormalization")
                    .Select(i => blocks[i].Start)
            );
        return [.. starts.Distinct()];
    }

    /// <summary>
    /// The smallest tensor between a block of lower resolution and the one before, the last of equal ones. Where that block widens the
    /// tensor to twice its channels and more, as in front of a depthwise convolution, it belongs to what comes behind.
    /// </summary>
    private static int Place(IReadOnlyList<NetworkCut> cuts, List<Block> blocks, int block, OnnxNetwork body)
    {
        int best = blocks[block].Start;
        for (int cut = best; cut >= blocks[block - 1].End; cut--)
        {
            if (cuts[cut].Elements < cuts[best].Elements)
                best = cut;
        }

        int before = block - 1;
        while (before > 0 && Operator(body, cuts[blocks[before].End].Node) == "BatchNormalization")
            before--;
        bool widens = blocks[before].IsSingle && 2 * cuts[blocks[before].Start].Elements < cuts[best].Elements;
        return widens && before > 0 ? blocks[before].Start : best;
    }

    private static DepthStage Stage(OnnxNetwork body, IReadOnlyDictionary<string, int> places, NetworkCut start, int lastNode)
    {
        NetworkWeight[] own = [.. body.Weights.Where(w => places[w.Layers[0]] > start.Node && places[w.Layers[0]] <= lastNode)];
        return new DepthStage(
            start.Tensor,
            [.. own.Select(w => w.Layers[0]).Distinct()],
            [.. own.Where(w => !w.IsStatistic).Select(w => w.Name)],
            [.. own.Where(w => w.IsStatistic).Select(w => w.Name)]
        );
    }

    private static string Operator(OnnxNetwork body, int node) => node < 0 ? "" : body.Nodes[node].Operator;

    /// <summary>What has weights between a cut and the next.</summary>
    private sealed record Block(int Start, int End, bool IsSingle);
}
