namespace MLNet.ConvExtensions.Networks.Edits.Batches;

/// <summary>Where the images lie behind products of matrices.</summary>
internal static class ProductBatchRules
{
    public static IEnumerable<(string Operators, Func<BatchNode, BatchPlace> Rule)> Rules { get; } =
    [
        ("MatMul MatMulInteger", node => MatMul(node, 0, 1)),
        ("QLinearMatMul", node => MatMul(node, 0, 3)),
        ("Gemm FusedGemm", Gemm),
        ("Einsum", Einsum),
    ];

    private static BatchPlace MatMul(BatchNode node, int left, int right)
    {
        if (node.Rank(left) < 1 || node.Rank(right) < 1 || Others(node, left, right))
            return BatchPlace.Mixed;
        (BatchPlace a, BatchPlace b) = (node.Place(left), node.Place(right));
        int aRank = node.Rank(left),
            bRank = node.Rank(right);

        // The axis that is summed over.
        if ((a.IsImages && a.Axis == aRank - 1) || (b.IsImages && b.Axis == Math.Max(0, bRank - 2)))
            return BatchPlace.Mixed;
        int rank = Math.Max(aRank, bRank);
        if (aRank >= 2 && a.IsImages && a.Axis == aRank - 2)
            return b.State == BatchState.Same ? a with { Axis = rank - 2 } : BatchPlace.Mixed;
        if (bRank >= 2 && b.IsImages && b.Axis == bRank - 1)
            return a.State == BatchState.Same ? b with { Axis = aRank == 1 ? bRank - 2 : rank - 1 } : BatchPlace.Mixed;

        // A vector has no axis for the batch, and takes one away behind it.
        if (aRank == 1 || bRank == 1)
            return (a.IsImages ? b : a).State == BatchState.Same ? (a.IsImages ? a : b) : BatchPlace.Mixed;
        return BatchRules.Aligned(node, [left, right], rank, dropped: 2);
    }

    private static BatchPlace Gemm(BatchNode node)
    {
        bool aTurned = node.Context.Int("transA", 0) != 0,
            bTurned = node.Context.Int("transB", 0) != 0;
        (BatchPlace a, BatchPlace b, BatchPlace c) = (node.Place(0), node.Place(1), node.Place(2));
        if ((a.IsImages && a.Axis == (aTurned ? 0 : 1)) || (b.IsImages && b.Axis == (bTurned ? 1 : 0)) || (a.IsImages && b.IsImages))
            return BatchPlace.Mixed;
        if (new[] { a, b, c }.Any(p => p.State == BatchState.Count))
            return BatchPlace.Mixed;
        BatchPlace product =
            a.IsImages ? a with { Axis = 0 }
            : b.IsImages ? b with { Axis = 1 }
            : BatchPlace.Same;
        if (!node.Has(2))
            return product;
        if (node.Rank(2) is < 0 or > 2)
            return BatchPlace.Mixed;
        int behind = 2 - node.Rank(2);
        if (c.IsImages)
            return product.IsImages && product == c with { Axis = c.Axis + behind } ? product : BatchPlace.Mixed;

        // A bias of several rows fits one number of images only.
        return product.Axis < behind || node.Shape(2)![product.Axis - behind].Size == 1 ? product : BatchPlace.Mixed;
    }

    /// <summary>Every image has the same letter, which is kept and no weight has.</summary>
    private static BatchPlace Einsum(BatchNode node)
    {
        string[] sides = node.Context.Text("equation", "").Replace(" ", "", StringComparison.Ordinal).Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length != 2 || terms.Length != node.InputCount || sides[0].Contains('.', StringComparison.Ordinal))
            return BatchPlace.Mixed;
        char? letter = null;
        BatchPlace found = default;
        for (int i = 0; i < terms.Length; i++)
        {
            BatchPlace place = node.Place(i);
            if (place.State == BatchState.Count)
                return BatchPlace.Mixed;
            if (!place.IsImages)
                continue;
            if (
                place.Axis >= terms[i].Length
                || (letter ?? terms[i][place.Axis]) != terms[i][place.Axis]
                || (letter is not null && place.PerImage != found.PerImage)
            )
                return BatchPlace.Mixed;
            (letter, found) = (terms[i][place.Axis], place);
        }

        bool alone = Enumerable
            .Range(0, terms.Length)
            .All(i =>
                node.Place(i).IsImages ? terms[i].Count(c => c == letter) == 1 : !terms[i].Contains(letter!.Value, StringComparison.Ordinal)
            );
        int axis = sides[1].IndexOf(letter!.Value, StringComparison.Ordinal);
        return alone && axis >= 0 ? found with { Axis = axis } : BatchPlace.Mixed;
    }

    private static bool Others(BatchNode node, int left, int right) =>
        Enumerable
            .Range(0, node.InputCount)
            .Any(i => node.Place(i).State == BatchState.Count || (i != left && i != right && node.Place(i).IsImages));
}
