using Microsoft.ML;

namespace MLNet.ConvExtensions;

/// <summary>
/// A fitted stage that is a chain of others. What looks for stages inside a model, as <c>ExportOnnx</c> does, finds it among these; a
/// transformer of your own that wraps others can say so.
/// </summary>
public interface IStageSequence
{
    /// <summary>The stages in the order in which data go through them.</summary>
    IEnumerable<ITransformer> Stages { get; }
}
