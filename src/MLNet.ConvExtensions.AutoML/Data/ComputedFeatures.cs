using Microsoft.ML;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>The features of a set for all rows, the stage that made them (null where they came from a file), and what they cost.</summary>
internal sealed record ComputedFeatures(FeatureSet Set, FeatureTable Table, ITransformer? Stage, double SecondsPerImage)
{
    public void Dispose(ITransformer? exceptStage)
    {
        Table.Dispose();
        if (Stage != exceptStage)
            (Stage as IDisposable)?.Dispose();
    }
}
