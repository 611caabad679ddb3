using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Divides one row after another by its norm, after taking its mean away where asked for.</summary>
internal sealed class RowNormalizer
{
    // A row whose scale would be less than this is left as it is.
    private const float MinScale = 1e-8f;

    private readonly LpNormOptions _options;

    // The deviations from the mean, in memory that serves all rows.
    private float[] _deviations = [];

    public RowNormalizer(LpNormOptions options) => _options = options;

    public void Normalize(in VBuffer<float> source, ref VBuffer<float> target)
    {
        ReadOnlySpan<float> values = source.GetValues();
        float mean = _options.EnsureZeroMean ? Mean(values, source.Length) : 0;
        float norm = Norm(values, source.Length, mean);
        float scale = norm > 0 ? _options.Scale / norm : _options.Scale;
        if (scale < MinScale)
            scale = 1;

        if (mean == 0)
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref target, source.Length, values.Length);
            source.GetIndices().CopyTo(editor.Indices);
            TensorPrimitives.Multiply(values, scale, editor.Values);
            target = editor.Commit();
            return;
        }

        VBufferEditor<float> dense = VBufferEditor.Create(ref target, source.Length);
        source.CopyTo(dense.Values);
        TensorPrimitives.Subtract(dense.Values, mean, dense.Values);
        TensorPrimitives.Multiply(dense.Values, scale, dense.Values);
        target = dense.Commit();
    }

    private static float Mean(ReadOnlySpan<float> values, int length) => values.IsEmpty ? 0 : TensorPrimitives.Sum(values) / length;

    // Of a sparse row's mean only the standard deviation counts what it is for the slots left out: that is how ML.NET does it.
    private float Norm(ReadOnlySpan<float> values, int length, float mean)
    {
        if (values.IsEmpty)
            return 0;
        return _options.Norm switch
        {
            LpNormNormalizingEstimatorBase.NormFunction.StandardDeviation => StandardDeviation(values, length),
            LpNormNormalizingEstimatorBase.NormFunction.L1 => TensorPrimitives.SumOfMagnitudes(Deviations(values, mean)),
            LpNormNormalizingEstimatorBase.NormFunction.Infinity => MathF.Abs(TensorPrimitives.MaxMagnitudeNumber(Deviations(values, mean))),
            _ => MathF.Sqrt(TensorPrimitives.SumOfSquares(Deviations(values, mean))),
        };
    }

    private float StandardDeviation(ReadOnlySpan<float> values, int length)
    {
        float mean = Mean(values, length);
        float squares = TensorPrimitives.SumOfSquares(Deviations(values, mean));
        return MathF.Sqrt((squares + ((length - values.Length) * mean * mean)) / length);
    }

    private ReadOnlySpan<float> Deviations(ReadOnlySpan<float> values, float mean)
    {
        if (mean == 0)
            return values;
        if (_deviations.Length < values.Length)
            _deviations = new float[values.Length];
        Span<float> deviations = _deviations.AsSpan(0, values.Length);
        TensorPrimitives.Subtract(values, mean, deviations);
        return deviations;
    }
}
