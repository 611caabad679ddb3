namespace Microsoft.ML.Trainers.FastTree;

public abstract class FastForestOptionsBase : TreeOptions
{
    /// <summary>The number of labels drawn from each leaf as its distribution.</summary>
    public int NumberOfQuantileSamples = 100;

    internal FastForestOptionsBase()
    {
        FeatureFraction = 0.7;
        BaggingSize = 1;
        FeatureFractionPerSplit = 0.7;
    }
}
