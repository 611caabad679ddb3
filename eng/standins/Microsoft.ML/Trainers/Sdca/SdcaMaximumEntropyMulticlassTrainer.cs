using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class SdcaMaximumEntropyMulticlassTrainer : SdcaMulticlassTrainerBase<MaximumEntropyModelParameters>
{
    internal SdcaMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, nameof(SdcaMaximumEntropyMulticlassTrainer), options, new LogLoss())
    {
    }

    private protected override MaximumEntropyModelParameters CreateModel((float[] Weights, float Bias)[] classes) =>
        new(Host, [.. classes.Select(c => c.Weights)], [.. classes.Select(c => c.Bias)]);

    public sealed class Options : MulticlassOptions
    {
    }
}
