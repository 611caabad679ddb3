using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class SdcaNonCalibratedBinaryTrainer : SdcaBinaryTrainerBase<LinearBinaryModelParameters>
{
    internal SdcaNonCalibratedBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, nameof(SdcaNonCalibratedBinaryTrainer), options, options.LossFunction ?? new LogLoss(), calibrated: false)
    {
    }

    private protected override LinearBinaryModelParameters CreateModel((float[] Weights, float Bias)[] classes) =>
        new(Host, classes[0].Weights, classes[0].Bias);

    public sealed class Options : BinaryOptionsBase
    {
        public ISupportSdcaClassificationLoss? LossFunction { get; set; }
    }
}
