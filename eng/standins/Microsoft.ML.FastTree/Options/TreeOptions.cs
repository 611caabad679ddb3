using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class TreeOptions : TrainerInputBaseWithGroupId
{
    /// <summary>Null for as many threads as there are processors.</summary>
    public int? NumberOfThreads;

    public int Seed = 123;

    public int FeatureSelectionSeed = 123;

    public double EntropyCoefficient;

    public int MaximumBinCountPerFeature = 255;

    public double FeatureFirstUsePenalty;

    public double FeatureReusePenalty;

    public int NumberOfLeaves = TreeDefaults.NumberOfLeaves;

    public int MinimumExampleCountPerLeaf = TreeDefaults.MinimumExampleCountPerLeaf;

    public int NumberOfTrees = TreeDefaults.NumberOfTrees;

    public double FeatureFraction = 1;

    /// <summary>The number of trees that share a bag of rows; zero for no bagging.</summary>
    public int BaggingSize;

    public double BaggingExampleFraction = 0.7;

    public double FeatureFractionPerSplit = 1;

    public double Smoothing;

    public bool AllowEmptyTrees = true;

    internal virtual void Check(IExceptionContext context)
    {
        context.CheckUserArg(NumberOfThreads is null or > 0, nameof(NumberOfThreads), Positive(NumberOfThreads));
        context.CheckUserArg(NumberOfLeaves >= 2, nameof(NumberOfLeaves), $"is {NumberOfLeaves}, must be at least 2");
        CheckFraction(EntropyCoefficient, nameof(EntropyCoefficient));
        CheckFraction(FeatureFraction, nameof(FeatureFraction));
        CheckFraction(FeatureFractionPerSplit, nameof(FeatureFractionPerSplit));
        CheckFraction(BaggingExampleFraction, nameof(BaggingExampleFraction));
        CheckFraction(Smoothing, nameof(Smoothing));
        context.CheckUserArg(MaximumBinCountPerFeature > 0, nameof(MaximumBinCountPerFeature), Positive(MaximumBinCountPerFeature));
        context.CheckUserArg(NumberOfTrees > 0, nameof(NumberOfTrees), Positive(NumberOfTrees));
        context.CheckUserArg(BaggingSize >= 0, nameof(BaggingSize), NotNegative(BaggingSize));
        context.CheckUserArg(FeatureFirstUsePenalty >= 0, nameof(FeatureFirstUsePenalty), NotNegative(FeatureFirstUsePenalty));
        context.CheckUserArg(FeatureReusePenalty >= 0, nameof(FeatureReusePenalty), NotNegative(FeatureReusePenalty));
        if (BaggingSize > 0 && NumberOfTrees % BaggingSize != 0)
            throw context.Except($"The number of trees ({NumberOfTrees}) must be a multiple of the bagging size ({BaggingSize}).");

        void CheckFraction(double value, string name)
            => context.CheckUserArg(value is >= 0 and <= 1, name, $"is {value}, must be between 0 and 1");
    }

    private protected static string Positive(object? value) => $"is {value}, must be positive";

    private protected static string NotNegative(object? value) => $"is {value}, must not be negative";
}
