using Microsoft.ML;

namespace MLNet.ConvExtensions.Stock;

/// <summary>Models as the stages that they are made of.</summary>
internal static class StageSequences
{
    /// <summary>The stages of chains, of chains within chains, and of stages that are chains.</summary>
    public static IEnumerable<ITransformer> Flatten(ITransformer stage) =>
        stage switch
        {
            IStageSequence sequence => sequence.Stages.SelectMany(Flatten),
            IEnumerable<ITransformer> chain => chain.SelectMany(Flatten),
            _ => [stage],
        };
}
