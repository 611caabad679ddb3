using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class SdcaLogisticRegressionBinaryTrainer
    : SdcaBinaryTrainerBase<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
{
    internal SdcaLogisticRegressionBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, nameof(SdcaLogisticRegressionBinaryTrainer), options, new LogLoss(), calibrated: true)
    {
    }

    private protected override CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> CreateModel(
        (float[] Weights, float Bias)[] classes) =>
        new CalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(
            new LinearBinaryModelParameters(Host, classes[0].Weights, classes[0].Bias), new PlattCalibrator(-1, 0));

    public sealed class Options : BinaryOptionsBase
    {
    }
}
