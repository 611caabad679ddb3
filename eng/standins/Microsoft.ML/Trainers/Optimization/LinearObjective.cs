using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>
/// The mean loss of a linear model over the examples, with half the L2 weight times the squared norm of its weights
/// added to the sum before the mean is taken. Biases, which come first among the parameters, are not regularised.
/// </summary>
internal abstract class LinearObjective
{
    private const int FewestExamplesOfAThread = 10;

    private readonly TrainingData _data;
    private readonly int _biasCount;
    private readonly float _l2;
    private readonly float _scale;
    private readonly int[] _bounds;
    private readonly float[][] _gradients;

    protected LinearObjective(TrainingData data, int biasCount, float l2, int numberOfThreads)
    {
        _data = data;
        _biasCount = biasCount;
        _l2 = l2;
        _scale = 1 / (float)data.SumOfWeights;
        int chunks = data.Count / numberOfThreads < FewestExamplesOfAThread ? Math.Max(1, data.Count / 100) : numberOfThreads;
        _bounds = Enumerable.Range(0, chunks + 1).Select(i => (int)(((long)data.Count * i + chunks - 1) / chunks)).ToArray();
        _gradients = Enumerable.Range(1, chunks - 1).Select(_ => new float[ParameterCount]).ToArray();
    }

    public int ParameterCount => _biasCount * (1 + _data.FeatureCount);

    public float Evaluate(float[] point, float[] gradient)
    {
        int chunks = _bounds.Length - 1;
        var losses = new float[chunks];
        Parallel.For(0, chunks, chunk =>
        {
            float[] target = chunk == 0 ? gradient : _gradients[chunk - 1];
            Array.Clear(target);
            losses[chunk] = (float)EvaluateChunk(point, target, _bounds[chunk], _bounds[chunk + 1]);
        });

        foreach (float[] part in _gradients)
            TensorPrimitives.Add(gradient, part, gradient);

        ReadOnlySpan<float> weights = point.AsSpan(_biasCount);
        Span<float> weightGradient = gradient.AsSpan(_biasCount);
        TensorPrimitives.MultiplyAdd(weights, _l2, weightGradient, weightGradient);
        TensorPrimitives.Multiply(gradient, _scale, gradient);

        float loss = 0;
        foreach (float part in losses)
            loss += part;
        double norm = 0;
        foreach (float weight in weights)
            norm += weight * weight;
        return (loss + (float)(norm * _l2 * 0.5)) * _scale;
    }

    /// <summary>Adds the gradient of one example's loss.</summary>
    /// <param name="scratch">A place for one number a class.</param>
    /// <returns>The loss, weight included.</returns>
    protected abstract float AddGradient(
        in VBuffer<float> features, float label, float weight, ReadOnlySpan<float> point, Span<float> gradient, Span<float> scratch);

    private double EvaluateChunk(float[] point, float[] gradient, int first, int end)
    {
        var scratch = new float[_biasCount];
        double loss = 0;
        for (int i = first; i < end; i++)
            loss += AddGradient(in _data.Features[i], _data.Labels[i], _data.WeightOf(i), point, gradient, scratch);
        return loss;
    }
}
