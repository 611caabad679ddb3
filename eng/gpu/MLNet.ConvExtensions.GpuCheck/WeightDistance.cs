namespace MLNet.ConvExtensions.GpuCheck;

/// <summary>How far the weights of a network are from those of another.</summary>
internal static class WeightDistance
{
    /// <summary>The norm of the difference, as a part of the norm of the first.</summary>
    public static double Between(OnnxNetwork expected, OnnxNetwork actual)
    {
        double[] right = Of(expected);
        return Norm(right.Zip(Of(actual), (a, b) => a - b)) / Norm(right);
    }

    /// <summary>The norm of the difference, as a part of the way that the first has gone.</summary>
    public static double OfSteps(OnnxNetwork start, OnnxNetwork expected, OnnxNetwork actual)
    {
        double[] right = Of(expected);
        return Norm(right.Zip(Of(actual), (a, b) => a - b)) / Norm(right.Zip(Of(start), (a, b) => a - b));
    }

    private static double[] Of(OnnxNetwork network) =>
        [
            .. network
                .Weights.Where(w => !w.IsStatistic)
                .OrderBy(w => w.Name, StringComparer.Ordinal)
                .SelectMany(w => w.Contents.ToFloats())
                .Select(v => (double)v),
        ];

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(v => v * v));
}
