namespace MLNet.ConvExtensions.Zoo;

/// <summary>
/// RegNet (Radosavovic et al. 2020): the widths of all blocks follow from four numbers; those of kind Y have gates for channels. Names as in
/// torchvision.
/// </summary>
internal static class RegNets
{
    private const int StemWidth = 32;

    /// <summary>The network of some numbers.</summary>
    /// <param name="input">The images.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="depth">The number of blocks.</param>
    /// <param name="initial">The width that the first block would have.</param>
    /// <param name="slope">By how much the width grows from block to block.</param>
    /// <param name="factor">The ratio of the widths of two stages.</param>
    /// <param name="group">The channels of each group of the 3x3 convolutions.</param>
    /// <param name="gated">Whether blocks have gates for channels: kind Y.</param>
    public static NetworkBuilder[] Define(
        NetworkBuilder input,
        int classes,
        int depth,
        int initial,
        double slope,
        double factor,
        int group,
        bool gated
    )
    {
        NetworkBuilder x = input.Scope("stem", y => y.ConvBatchNorm(StemWidth, 3, 2, 1, "0", "1").Relu("2"));
        int stage = 0;
        foreach (IGrouping<int, int> blocks in Widths(depth, initial, slope, factor).GroupBy(w => w))
        {
            stage++;
            int inGroup = Math.Min(group, blocks.Key),
                width = ConvBlocks.Divisible(blocks.Key, inGroup);
            for (int block = 0; block < blocks.Count(); block++)
            {
                int stride = block == 0 ? 2 : 1;
                x = x.Scope($"trunk_output.block{stage}.block{stage}-{block}", y => Block(y, width, stride, inGroup, gated));
            }
        }

        return [x.GlobalAveragePool(name: "avgpool").Dense(classes, initializer: Initializer.Normal(0.01), name: "fc")];
    }

    /// <summary>The widths of all blocks, as the paper's section 3.3 tells: near a line, but powers of the factor, and multiples of 8.</summary>
    private static IEnumerable<int> Widths(int depth, int initial, double slope, double factor)
    {
        for (int block = 0; block < depth; block++)
        {
            double power = Math.Round(Math.Log(((block * slope) + initial) / initial) / Math.Log(factor));
            yield return 8 * (int)Math.Round(initial * Math.Pow(factor, power) / 8);
        }
    }

    private static NetworkBuilder Block(NetworkBuilder x, int width, int stride, int group, bool gated)
    {
        int channels = x.Dims[0];
        NetworkBuilder y = x.Scope("f.a", z => z.ConvBatchNorm(width, 1, 1, 0, "0", "1").Relu("2"))
            .Scope(
                "f.b",
                z =>
                    z.Conv(width, 3, stride, 1, groups: width / group, bias: false, initializer: Initializer.HeNormalFanOut, name: "0")
                        .BatchNorm(name: "1")
                        .Relu("2")
            );
        if (gated)
        {
            int units = (int)Math.Round(0.25 * channels);
            y = y.SqueezeExcite("f.se", units, static (z, name) => z.Relu(name), static (z, name) => z.Sigmoid(name));
        }

        y = y.Scope("f.c", z => z.ConvBatchNorm(width, 1, 1, 0, "0", "1", scale: 0));
        NetworkBuilder shortcut =
            channels == width && stride == 1 ? x : x.Scope("proj", z => z.ConvBatchNorm(width, 1, stride, 0, "0", "1"));
        return y.Add(shortcut, "add").Relu("activation");
    }
}
