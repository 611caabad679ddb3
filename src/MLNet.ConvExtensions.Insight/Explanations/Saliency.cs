using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>
/// The largest magnitude among the channels of the gradient of an output by each pixel: of the photo, or the mean gradient over copies of it
/// with noise.
/// </summary>
/// <param name="explained">The network.</param>
/// <param name="options">Whether it is smoothed, and how.</param>
internal sealed class Saliency(ExplainedNetwork explained, ExplanationOptions options) : INetworkMethod
{
    /// <summary>Copies in one run: more take more memory, and no less time.</summary>
    private const int CopiesAtOnce = 5;

    private readonly Gradients _gradients = new(explained, options.NumberOfThreads);

    public ExplanationMethod Method => options.Method;

    public string? Layer => null;

    public ScoreMap Explain(float[] planes, Func<float[], ExplainedScore> choose)
    {
        ExplainedScore? chosen = null;
        (float[] gradient, float[] scores) = _gradients.OfInput(planes, Once);
        if (Method == ExplanationMethod.SmoothGrad)
            gradient = Smoothed(planes, Once);
        int size = explained.Preprocessing.Height * explained.Preprocessing.Width;
        var map = new float[size];
        for (int i = 0; i < gradient.Length; i++)
            map[i % size] = Math.Max(map[i % size], Math.Abs(gradient[i]));
        return new ScoreMap(new ExplanationMap(explained.Preprocessing.Height, explained.Preprocessing.Width, map), scores);

        // Noise must not change what is explained.
        ExplainedScore Once(float[] outputs) => chosen ??= choose(outputs);
    }

    public void Dispose() => _gradients.Dispose();

    private float[] Smoothed(float[] planes, Func<float[], ExplainedScore> choose)
    {
        var random = new Random(options.Seed);
        double deviation = options.SmoothGradNoise * (TensorPrimitives.Max<float>(planes) - TensorPrimitives.Min<float>(planes));
        var mean = new float[planes.Length];
        for (int done = 0; done < options.SmoothGradSamples; )
        {
            int copies = Math.Min(CopiesAtOnce, options.SmoothGradSamples - done);
            var noisy = new float[copies * planes.Length];
            for (int i = 0; i < noisy.Length; i++)
                noisy[i] = (float)(planes[i % planes.Length] + (deviation * Normal(random)));
            float[] gradient = _gradients.OfInput(noisy, choose).Gradient;
            for (int i = 0; i < gradient.Length; i++)
                mean[i % planes.Length] += gradient[i] / options.SmoothGradSamples;
            done += copies;
        }

        return mean;
    }

    /// <summary>A number of the standard normal distribution (Box and Muller).</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
