namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>The maps of a layer, each weighted by the mean gradient of an output by it, summed, without what is below 0.</summary>
internal sealed class GradCam : INetworkMethod
{
    private readonly Gradients _gradients;
    private readonly NetworkLayer _layer;

    /// <exception cref="ArgumentException">The network has no such layer, or it gives no maps.</exception>
    /// <exception cref="OnnxNetworkException">The network has no maps, or an operator without gradients.</exception>
    public GradCam(ExplainedNetwork explained, string? layer, int? threads)
    {
        _layer = layer is null
            ? SpatialLayers.FindLast(explained.Network) ?? throw new OnnxNetworkException(SpatialLayers.None(explained.Network))
            : SpatialLayers.Find(explained.Network, layer);
        _gradients = new Gradients(explained, threads);
    }

    public ExplanationMethod Method => ExplanationMethod.GradCam;

    public string Layer => _layer.Name;

    public ScoreMap Explain(float[] planes, Func<float[], ExplainedScore> choose)
    {
        (float[] maps, float[] gradient, long[] shape, float[] scores) = _gradients.OfMaps(planes, _layer.OutputName, choose);
        int channels = (int)shape[1],
            size = maps.Length / channels;
        var sums = new double[size];
        for (int c = 0; c < channels; c++)
        {
            double weight = 0;
            foreach (float value in gradient.AsSpan(c * size, size))
                weight += (double)value / size;
            ReadOnlySpan<float> map = maps.AsSpan(c * size, size);
            for (int i = 0; i < size; i++)
                sums[i] += weight * map[i];
        }

        float[] found = Array.ConvertAll(sums, s => (float)Math.Max(0, s));
        return new ScoreMap(new ExplanationMap((int)shape[2], (int)shape[3], found), scores);
    }

    public void Dispose() => _gradients.Dispose();
}
