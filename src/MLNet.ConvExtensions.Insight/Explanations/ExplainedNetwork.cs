using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>A model that is one network as a whole, a linear model behind features among them.</summary>
/// <param name="Network">
/// Planes of red, green and blue as <see cref="ImageReader"/> gives them, [N, 3, H, W], to logits or numbers, [N, outputs].
/// </param>
/// <param name="Preprocessing">What is done to photos before.</param>
/// <param name="ToScores">
/// What the model's scores may be of the outputs, one of several; null where that can't be told.
/// </param>
internal sealed record ExplainedNetwork(OnnxNetwork Network, BackbonePreprocessing Preprocessing, Func<float[], float[][]>? ToScores)
{
    /// <summary>Probabilities of logits.</summary>
    public static float[] Softmax(float[] logits)
    {
        double[] values = [.. logits];
        TensorPrimitives.SoftMax<double>(values, values);
        return Array.ConvertAll(values, v => (float)v);
    }

    public string Output => Network.Outputs[0].Name;

    /// <summary>The shape of one photo's planes.</summary>
    public long[] InputShape => [1, 3, Preprocessing.Height, Preprocessing.Width];
}
