namespace Microsoft.ML.Transforms;

internal sealed record LpNormOptions(LpNormNormalizingEstimatorBase.NormFunction Norm, bool EnsureZeroMean, float Scale);
