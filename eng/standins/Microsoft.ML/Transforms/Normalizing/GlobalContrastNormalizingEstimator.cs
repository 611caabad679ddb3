using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class GlobalContrastNormalizingEstimator : LpNormNormalizingEstimatorBase
{
    internal GlobalContrastNormalizingEstimator(IHostEnvironment env, LpNormOptions options, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env, options, columns)
    {
    }
}
