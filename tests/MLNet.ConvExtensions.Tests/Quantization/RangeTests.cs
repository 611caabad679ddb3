using MLNet.ConvExtensions.Networks.Edits.Quantization;
using MLNet.ConvExtensions.Quantization;

namespace MLNet.ConvExtensions.Tests.Quantization;

/// <summary>The ranges that bytes stand for, judged by numpy.</summary>
public sealed class RangeTests
{
    // import numpy as np
    // def find(counts, levels):
    //     counts, best = np.asarray(counts, float), (np.inf, len(counts))
    //     for i in range(levels, len(counts) + 1):
    //         p, q = counts[:i].copy(), np.zeros(i)
    //         p[-1] += counts[i:].sum()
    //         edges = [j * i // levels for j in range(levels + 1)]
    //         for a, b in zip(edges[:-1], edges[1:]):
    //             nz = counts[a:b] > 0
    //             if nz.any(): q[a:b][nz] = counts[a:b].sum() / nz.sum()
    //         P, Q, m = p / p.sum(), q / q.sum(), p > 0
    //         d = np.inf if (Q[m] == 0).any() else (P[m] * np.log(P[m] / Q[m])).sum()
    //         if d < best[0]: best = (d, i)
    //     return best[1]
    // i = np.arange(2048)
    // find(10_000_000 // ((i + 20) * (i + 20)) + np.where(i % 7 == 0, 3, 0), 128), and so on
    [Theory]
    [InlineData("falling", 128, 1791)]
    [InlineData("falling", 256, 2047)]
    [InlineData("outliers", 128, 300)]
    [InlineData("outliers", 256, 300)]
    [InlineData("gaps", 128, 2042)]
    [InlineData("gaps", 256, 2045)]
    public void Entropy_cuts_where_numpy_finds_the_least_divergence(string kind, int levels, int expected)
    {
        long[] counts =
        [
            .. Enumerable
                .Range(0, ActivationStatistics.Bins)
                .Select(i =>
                    kind switch
                    {
                        "falling" => (10_000_000L / ((i + 20) * (i + 20))) + (i % 7 == 0 ? 3 : 0),
                        "outliers" => (i < 300 ? 1000 - (3 * i) : 0) + (i == 2047 ? 5 : 0),
                        _ => i % 3 == 0 ? 0 : 2048 - i,
                    }
                ),
        ];

        Assert.Equal(expected, EntropyThreshold.Find(counts, levels));
    }

    [Fact]
    public void Nothing_counted_cuts_nothing() =>
        Assert.Equal(ActivationStatistics.Bins, EntropyThreshold.Find(new long[ActivationStatistics.Bins], 256));

    [Fact]
    public void A_percentile_leaves_out_huge_numbers_and_minmax_keeps_them()
    {
        float[] values = [.. Enumerable.Range(1, 100_000).Select(i => i / 100_000f), 1e4f];
        var statistics = new ActivationStatistics();
        Assert.Null(statistics.Extend(values));
        statistics.Count(values, statistics.Magnitude);

        Assert.Equal(1e4f, statistics.Range(CalibrationMethod.MinMax, 0).Largest);
        Assert.InRange(statistics.Range(CalibrationMethod.Percentile, 99.99).Largest, 0.999f, 5f);
        Assert.InRange(statistics.Range(CalibrationMethod.Entropy, 0).Largest, 0.999f, 1e4f);
    }

    [Fact]
    public void Parts_that_are_counted_apart_give_the_range_of_the_whole()
    {
        float[] values = [.. Enumerable.Range(-500, 2000).Select(i => i * MathF.Abs(i) / 1e6f)];
        var whole = new ActivationStatistics();
        whole.Extend(values);
        whole.Count(values, whole.Magnitude);
        var sum = new ActivationStatistics();
        foreach (float[] part in values.Chunk(700))
        {
            var own = new ActivationStatistics();
            own.Extend(part);
            own.Count(part, whole.Magnitude);
            sum.Add(own);
        }

        Assert.Equal(whole.Counts, sum.Counts);
        Assert.Equal(whole.Range(CalibrationMethod.Entropy, 0), sum.Range(CalibrationMethod.Entropy, 0));
        Assert.Equal(whole.Range(CalibrationMethod.Percentile, 99), sum.Range(CalibrationMethod.Percentile, 99));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_no_finite_number_is_told(float bad) => Assert.Equal(bad, new ActivationStatistics().Extend([1, bad, 2]));

    [Theory]
    [InlineData(0, 6)]
    [InlineData(0, 5.999f)]
    [InlineData(0, 0.1f)]
    [InlineData(0, 123.456f)]
    [InlineData(1, 3)]
    public void Numbers_from_0_on_have_the_zero_point_0_and_a_last_byte_that_is_not_beyond_them(float least, float largest)
    {
        var scale = ActivationScale.Of(least, largest);

        Assert.Equal(0, scale.ZeroPoint);
        Assert.InRange(byte.MaxValue * scale.Scale, largest * 0.99999f, largest);
    }

    // np.clip(np.rint(2 / ((3 + 2) / 255)), 0, 255) = 102
    [Theory]
    [InlineData(-2, 3, 5f / 255, 102)]
    [InlineData(-4, -1, 4f / 255, 255)]
    [InlineData(0, 0, 1, 0)]
    public void A_range_holds_0_exactly(float least, float largest, float scale, byte zeroPoint) =>
        Assert.Equal(new ActivationScale(scale, zeroPoint), ActivationScale.Of(least, largest));

    // w = np.float32([[0.5, -1.27, 0.004], [0, 0, 0]]); s = abs(w).max(1) / 127; np.rint(w[0] / s[0]) = [50, -127, 0]
    // np.rint(0.3 / (0.02 * s[0])) = 1500
    [Fact]
    public void Weights_are_rounded_as_numpy_does_with_a_scale_for_each_channel()
    {
        var whole = QuantizedWeights.Of([0.5f, -1.27f, 0.004f, 0, 0, 0], 2, channelsLast: false, [0.3f, 0], 0.02f, 127);

        Assert.Equal([50, -127, 0, 0, 0, 0], whole.Weights);
        Assert.Equal(0.01f, whole.Scales[0], 7);
        Assert.Equal([1500, 0], whole.Bias);
    }

    [Fact]
    public void A_channel_without_weights_keeps_its_bias()
    {
        var whole = QuantizedWeights.Of([0, 0, 1, 1], 2, channelsLast: false, [5, -3], 0.01f, 127);

        Assert.Equal(5, whole.Bias[0] * (double)(whole.Scales[0] * 0.01f), 5);
        Assert.Equal(-3, whole.Bias[1] * (double)(whole.Scales[1] * 0.01f), 4);
    }

    [Fact]
    public void Channels_may_be_the_last_axis_and_weights_have_7_bits()
    {
        var whole = QuantizedWeights.Of([1, 100, -0.51f, 50], 2, channelsLast: true, null, 1, 63);

        Assert.Equal([63, 63, -32, 32], whole.Weights);
    }
}
