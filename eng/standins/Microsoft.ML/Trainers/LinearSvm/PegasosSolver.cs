using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Stochastic subgradient steps on the hinge loss with an L2 weight
/// (Shalev-Shwartz, Singer and Srebro, Pegasos, ICML 2007).
/// </summary>
internal sealed class PegasosSolver(LinearSvmTrainer.Options options, float[] weights, float bias)
{
    private readonly float[] _update = new float[weights.Length];
    private float _biasUpdate;
    private int _batch;
    private int _examplesInBatch;

    public float[] Weights => weights;

    public float Bias { get; private set; } = options.NoBias ? 0 : bias;

    /// <summary>Visits the examples once. An incomplete batch at the end is dropped.</summary>
    public void Visit(TrainingData data, IEnumerable<int> order)
    {
        BeginBatch();
        foreach (int example in order)
        {
            Collect(in data.Features[example], data.Labels[example] > 0 ? 1 : -1);
            if (_examplesInBatch < options.BatchSize)
                continue;
            Step();
            BeginBatch();
        }
    }

    private void Collect(in VBuffer<float> features, float sign)
    {
        _examplesInBatch++;
        if ((Bias + features.Dot(weights)) * sign >= 1)
            return;
        features.AddTo(_update, sign);
        _biasUpdate += sign;
    }

    private void Step()
    {
        // The paper's rate is 1 / (lambda t), whose first steps are huge for a small lambda.
        float rate = 1 / (1 + options.Lambda * _batch);
        TensorPrimitives.Multiply(weights, 1 - rate * options.Lambda, weights);
        TensorPrimitives.MultiplyAdd(_update, rate / _examplesInBatch, weights, weights);
        if (!options.NoBias)
            Bias += rate / _examplesInBatch * _biasUpdate;
        if (!options.PerformProjection)
            return;

        float shrinkage = 1 / (MathF.Sqrt(options.Lambda) * TensorPrimitives.Norm<float>(weights));
        if (shrinkage < 1)
            TensorPrimitives.Multiply(weights, shrinkage, weights);
    }

    private void BeginBatch()
    {
        _batch++;
        _examplesInBatch = 0;
        _biasUpdate = 0;
        Array.Clear(_update);
    }
}
