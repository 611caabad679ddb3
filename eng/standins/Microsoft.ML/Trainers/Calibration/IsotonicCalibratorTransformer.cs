using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(IsotonicCalibratorTransformer), IsotonicCalibratorTransformer.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

public sealed class IsotonicCalibratorTransformer : CalibratorTransformer<IsotonicCalibrator>
{
    internal const string LoaderSignature = "PavCalibratTransf";

    internal IsotonicCalibratorTransformer(IHostEnvironment env, IsotonicCalibrator calibrator, string scoreColumnName)
        : base(env, calibrator, LoaderSignature, scoreColumnName)
    {
    }

    private IsotonicCalibratorTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, ctx, LoaderSignature)
    {
    }
}
