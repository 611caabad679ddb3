using Microsoft.ML;

namespace MLNet.ConvExtensions;

/// <summary>Models as the stages that they are made of.</summary>
public static class StageSequences
{
    /// <summary>The stages of chains, of chains within chains, and of stages that are chains (<see cref="IStageSequence"/>).</summary>
    /// <param name="stage">A fitted model, or one of its stages.</param>
    /// <returns>The stages in the order in which data go through them.</returns>
    public static IEnumerable<ITransformer> Flatten(ITransformer stage) =>
        stage switch
        {
            IStageSequence sequence => sequence.Stages.SelectMany(Flatten),
            IEnumerable<ITransformer> chain => chain.SelectMany(Flatten),
            _ => [stage],
        };
}
