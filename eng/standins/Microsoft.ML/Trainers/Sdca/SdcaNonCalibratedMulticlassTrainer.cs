using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class SdcaNonCalibratedMulticlassTrainer : SdcaMulticlassTrainerBase<LinearMulticlassModelParameters>
{
    internal SdcaNonCalibratedMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, nameof(SdcaNonCalibratedMulticlassTrainer), options, options.Loss ?? new LogLoss())
    {
    }

    private protected override LinearMulticlassModelParameters CreateModel((float[] Weights, float Bias)[] classes) =>
        new(Host, [.. classes.Select(c => c.Weights)], [.. classes.Select(c => c.Bias)]);

    public sealed class Options : MulticlassOptions
    {
        public ISupportSdcaClassificationLoss? Loss { get; set; }
    }
}
