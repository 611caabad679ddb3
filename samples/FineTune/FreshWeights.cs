using System.Runtime.InteropServices;
using MLNet.ConvExtensions;

namespace FineTune;

/// <summary>Forgets what a network has learned.</summary>
internal static class FreshWeights
{
    /// <summary>
    /// The same network with random kernels (He et al., 2015), biases of 0 and scales of 1. The running statistics of batch normalisation
    /// stay: some hundred steps of training replace them.
    /// </summary>
    public static OnnxNetwork Of(OnnxNetwork network, int seed)
    {
        using var trainable = new TrainableNetwork(network);
        var random = new Random(seed);
        Dictionary<string, byte[]> state = trainable.Snapshot().ToDictionary();
        var seen = new HashSet<string>();
        foreach (TrainableWeight weight in trainable.Weights)
        {
            bool first = seen.Add(weight.Layer);
            long[] shape = weight.Tensor.shape;
            Span<float> values = MemoryMarshal.Cast<byte, float>(state[weight.Name].AsSpan());
            // A layer's first tensor is its kernel, or the scale of a normalisation.
            if (shape.Length > 1)
                Fill(values, random, Math.Sqrt(2.0 * shape[0] / values.Length));
            else
                values.Fill(first ? 1 : 0);
        }

        trainable.Restore(state);
        return trainable.ToOnnx();
    }

    /// <summary>Normal numbers, by Box and Muller.</summary>
    private static void Fill(Span<float> values, Random random, double deviation)
    {
        foreach (ref float value in values)
            value = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }
}
