using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Stochastic dual coordinate ascent with L1 by thresholding (Shalev-Shwartz and Zhang, Stochastic dual coordinate
/// ascent methods for regularized loss minimization, JMLR 2013; Accelerated proximal SDCA, 2014).
/// </summary>
/// <remarks>One thread does all updates, so that a seed gives one result; ML.NET's own threads race for the weights.</remarks>
internal abstract class SdcaSolver
{
    private readonly Random _random;

    protected SdcaSolver(TrainingData data, SdcaSettings settings, ISupportSdcaClassificationLoss loss, int classCount, Random random)
    {
        _random = random;
        Data = data;
        Settings = settings;
        Loss = loss;
        InverseScale = 1 / (settings.L2 * data.Count);
        NormsSquared = new float[data.Count];
        bool regularizesBias = settings.BiasLearningRate == 0;
        for (int i = 0; i < NormsSquared.Length; i++)
            NormsSquared[i] = data.Features[i].SumOfSquares() + (regularizesBias ? 1 : 0);
        Models = Enumerable.Range(0, classCount)
            .Select(_ => new SdcaModel(data.FeatureCount, settings.L1Threshold, regularizesBias)).ToArray();
    }

    protected TrainingData Data { get; }

    protected SdcaSettings Settings { get; }

    protected ISupportSdcaClassificationLoss Loss { get; }

    protected SdcaModel[] Models { get; }

    protected float[] NormsSquared { get; }

    /// <summary>What a dual variable has to be multiplied by to get its part of the weights.</summary>
    protected float InverseScale { get; }

    /// <summary>How fast the bias learning rate pulls the sum of the dual variables to zero.</summary>
    protected float BalanceRate => Settings.BiasLearningRate * Settings.L2;

    /// <returns>The weights and the bias of each class at the lowest loss seen.</returns>
    public (float[] Weights, float Bias)[] Solve()
    {
        var order = new int[Data.Count];
        (float[] Weights, float Bias)[]? best = null;
        double lowestLoss = double.PositiveInfinity;
        for (int iteration = 1; iteration <= Settings.MaximumNumberOfIterations; iteration++)
        {
            for (int i = 0; i < order.Length; i++)
                order[i] = i;
            if (Settings.Shuffle)
                _random.Shuffle(order);
            foreach (int example in order)
                Update(example);

            if (iteration % Settings.CheckFrequency != 0)
                continue;
            (double loss, double dualLoss) = Losses();
            if (loss < lowestLoss)
            {
                lowestLoss = loss;
                best = Snapshot();
            }

            if ((loss - dualLoss) / loss < Settings.Tolerance)
                break;
        }

        return best ?? Snapshot();
    }

    /// <summary>Moves the dual variables of one example, and the weights with them.</summary>
    protected abstract void Update(int example);

    /// <summary>The loss of one example, and its part of the dual one, which approaches the loss from below.</summary>
    protected abstract (double Loss, double DualLoss) LossesOf(int example);

    protected abstract float WeightOf(int example);

    private (double Loss, double DualLoss) Losses()
    {
        double loss = 0;
        double dualLoss = 0;
        for (int i = 0; i < Data.Count; i++)
        {
            (double exampleLoss, double exampleDualLoss) = LossesOf(i);
            loss += exampleLoss * WeightOf(i);
            dualLoss += exampleDualLoss * WeightOf(i);
        }

        double l2 = Settings.L2 * Models.Sum(m => m.SquaredNorm) * 0.5;
        double l1 = (double)Settings.L1Threshold * Settings.L2 * Models.Sum(m => m.L1Norm);
        double free = Settings.L2 * Models.Sum(m => (double)m.FreeBias * m.RegularizedBias);
        return (loss / Data.Count + l2 + l1, dualLoss / Data.Count - l2 - free);
    }

    private (float[] Weights, float Bias)[] Snapshot() => Models.Select(m => (m.Weights.ToArray(), m.Bias)).ToArray();
}
