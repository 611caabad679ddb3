using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>The weights and bias of one class while stochastic dual coordinate ascent moves them.</summary>
/// <remarks>
/// The bias is a weight of a feature that is always one, so that it is regularised like the others, plus an
/// unregularised part that only a bias learning rate moves.
/// </remarks>
internal sealed class SdcaModel(int featureCount, float threshold, bool thresholdsBias)
{
    private readonly float[] _weights = new float[featureCount];
    private readonly float[]? _unthresholded = threshold == 0 ? null : new float[featureCount];
    private float _unthresholdedBias;

    public ReadOnlySpan<float> Weights => _weights;

    public float RegularizedBias { get; private set; }

    public float FreeBias { get; private set; }

    public float Bias => RegularizedBias + FreeBias;

    /// <summary>The sum of the dual variables that the bias learning rate pulls to zero, scaled.</summary>
    public float Imbalance => threshold == 0 ? RegularizedBias : _unthresholdedBias;

    public double L1Norm => TensorPrimitives.SumOfMagnitudes<float>(_weights) + Math.Abs(RegularizedBias);

    public double SquaredNorm => TensorPrimitives.SumOfSquares<float>(_weights) + RegularizedBias * RegularizedBias;

    public float Score(in VBuffer<float> features) => features.Dot(_weights) + Bias;

    public void MoveFreeBias(float by) => FreeBias += by;

    /// <summary>Moves along the features of an example, and shrinks what moved by the threshold.</summary>
    /// <param name="isLabel">The class is the example's own: ML.NET regularises its bias in any case.</param>
    public void Move(in VBuffer<float> features, float by, bool isLabel = false)
    {
        if (_unthresholded is null)
        {
            features.AddTo(_weights, by);
            RegularizedBias += by;
            return;
        }

        _unthresholdedBias += by;
        if (thresholdsBias || isLabel)
            RegularizedBias = Shrink(_unthresholdedBias);
        if (features.IsDense)
            MoveDense(features.GetValues(), by);
        else
            MoveSparse(features.GetValues(), features.GetIndices(), by);
    }

    private void MoveDense(ReadOnlySpan<float> values, float by)
    {
        Span<float> plain = _unthresholded;
        Span<float> shrunk = _weights;
        var upper = new Vector<float>(threshold);
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> moved = new Vector<float>(plain[i..]) + new Vector<float>(values[i..]) * by;
            moved.CopyTo(plain[i..]);
            (moved - Vector.Min(Vector.Max(moved, -upper), upper)).CopyTo(shrunk[i..]);
        }

        for (; i < values.Length; i++)
        {
            plain[i] += values[i] * by;
            shrunk[i] = Shrink(plain[i]);
        }
    }

    private void MoveSparse(ReadOnlySpan<float> values, ReadOnlySpan<int> indices, float by)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            int slot = indices[i];
            _unthresholded![slot] += values[i] * by;
            _weights[slot] = Shrink(_unthresholded[slot]);
        }
    }

    private float Shrink(float value) => value - Math.Clamp(value, -threshold, threshold);
}
