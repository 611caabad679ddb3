using Microsoft.ML;

namespace MLNet.ConvExtensions.Stock;

/// <summary>A fitted stage that is a chain of others.</summary>
internal interface IStageSequence
{
    IEnumerable<ITransformer> Stages { get; }
}
