namespace MLNet.ConvExtensions.Quantization;

/// <summary>
/// Where to cut off large magnitudes so that the least information is lost (Migacz, 8-bit Inference with TensorRT, 2017): for each place,
/// the numbers up to it, those beyond added to the last step, are compared with what is left of them when they are put into as many levels
/// as the bytes have.
/// </summary>
internal static class EntropyThreshold
{
    /// <param name="counts">How often magnitudes occur, in equal steps.</param>
    /// <param name="levels">How many levels there are.</param>
    /// <returns>How many steps are kept: of equally good places the first.</returns>
    public static int Find(IReadOnlyList<long> counts, int levels)
    {
        int best = counts.Count;
        double least = double.PositiveInfinity;
        double beyond = counts.Sum(),
            all = beyond;
        for (int i = 0; i < levels && i < counts.Count; i++)
            beyond -= counts[i];
        for (int kept = levels; kept <= counts.Count && all > 0; kept++)
        {
            if (kept > levels)
                beyond -= counts[kept - 1];
            double divergence = Divergence(counts, kept, levels, beyond, all);
            if (divergence < least)
                (best, least) = (kept, divergence);
        }

        return best;
    }

    private static double Divergence(IReadOnlyList<long> counts, int kept, int levels, double beyond, double all)
    {
        // What lies beyond is in the reference and not in the candidate; a last step that is empty otherwise can't stand for it.
        if (beyond > 0 && counts[kept - 1] == 0)
            return double.PositiveInfinity;
        double inside = all - beyond,
            divergence = 0;
        for (int level = 0; level < levels; level++)
        {
            int from = (int)((long)level * kept / levels),
                to = (int)((long)(level + 1) * kept / levels);
            double sum = 0;
            int filled = 0;
            for (int i = from; i < to; i++)
            {
                sum += counts[i];
                filled += counts[i] > 0 ? 1 : 0;
            }

            if (filled == 0)
                continue;
            double candidate = sum / filled / inside;
            for (int i = from; i < to; i++)
            {
                double reference = (counts[i] + (i == kept - 1 ? beyond : 0)) / all;
                if (reference > 0)
                    divergence += reference * Math.Log(reference / candidate);
            }
        }

        return divergence;
    }
}
