using MLNet.ConvExtensions.Stages.Trained;

namespace MLNet.ConvExtensions;

/// <summary>A trained network that predicts, with what its training was like.</summary>
public sealed class ConvNetTransformer : TrainedNetworkTransformer
{
    internal ConvNetTransformer(OnnxNetwork network, TrainedStageSettings settings, TrainingHistory history)
        : base(network, settings) => History = history;

    /// <summary>The values of every epoch.</summary>
    public TrainingHistory History { get; }
}
