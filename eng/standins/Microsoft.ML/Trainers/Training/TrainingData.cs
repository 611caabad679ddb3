using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>The usable examples of a training set in memory: label, features, weight.</summary>
internal sealed class TrainingData(int featureCount, VBuffer<float>[] features, float[] labels, float[]? weights)
{
    public int FeatureCount => featureCount;

    public int Count => labels.Length;

    public VBuffer<float>[] Features => features;

    /// <summary>0 or 1 for binary labels, the class from 0 for keys, the number for regression.</summary>
    public float[] Labels => labels;

    /// <summary>The examples' weights; null if they all weigh 1.</summary>
    public float[]? Weights => weights;

    public double SumOfWeights { get; } = weights?.Sum(w => (double)w) ?? labels.Length;

    public float WeightOf(int example) => weights?[example] ?? 1;
}
