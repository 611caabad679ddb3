using Microsoft.ML;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>
/// The features of a set for all rows, the stage that made them (null where they came from a file or it was let go), and what they cost.
/// </summary>
internal sealed record ComputedFeatures(
    FeatureSet Set,
    FeatureTable Table,
    ITransformer? Stage,
    double SecondsPerImage,
    double SecondsToFit
) : IDisposable
{
    public ComputedFeatures WithoutStage()
    {
        (Stage as IDisposable)?.Dispose();
        return this with { Stage = null };
    }

    public void Dispose()
    {
        Table.Dispose();
        (Stage as IDisposable)?.Dispose();
    }
}
