using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using Xunit;

namespace Conformance.Trees;

/// <summary>Every option moves the scores exactly as far as in ML.NET.</summary>
public class TreeOptionTests
{
    private readonly MLContext _context = new(1);

    public static TheoryData<string, FastTreeBinaryTrainer.Options, float[]> Boosted => new()
    {
        { "none", new(), [14.8597851f, -12.5098419f, -5.84719086f] },
        { "bagging", new() { BaggingSize = 5, BaggingExampleFraction = 0.5, Seed = 7 }, [10.4043665f, -9.5573597f, -10.6006899f] },
        { "features of a tree", new() { FeatureFraction = 0.6, FeatureSelectionSeed = 9 }, [13.6893425f, -11.2258282f, -4.69144678f] },
        { "features of a split", new() { FeatureFractionPerSplit = 0.6, Seed = 3 }, [10.4229307f, -11.53088f, -6.77489376f] },
        { "smoothing", new() { Smoothing = 0.3 }, [12.5687866f, -9.96453285f, -5.80112743f] },
        { "entropy", new() { EntropyCoefficient = 1 }, [14.5669775f, -13.8873634f, -5.00136089f] },
        { "penalties", new() { FeatureFirstUsePenalty = 0.5, FeatureReusePenalty = 0.2 }, [6.69427919f, -4.82328892f, -3.09496546f] },
        { "steps", new() { LearningRate = 0.1, Shrinkage = 0.5, MaximumTreeOutput = 0.2 }, [10.7226906f, -15.9011402f, -9.36305618f] },
        { "bins", new() { MaximumBinCountPerFeature = 17 }, [10.7874317f, -15.6602621f, -5.25205517f] },
        { "many bins", new() { MaximumBinCountPerFeature = 400 }, [13.7535095f, -14.8801174f, -6.01347876f] },
        { "many leaves", new() { NumberOfLeaves = 60, MinimumExampleCountPerLeaf = 1, NumberOfTrees = 30 }, [9.73996353f, -7.69227505f, -8.38399696f] },
        { "no minimum", new() { MinimumExampleCountPerLeaf = 0, NumberOfTrees = 10 }, [2.70429707f, -0.888480663f, -0.888480663f] },
        { "weights", new() { ExampleWeightColumnName = "Weight" }, [16.3337803f, -15.473772f, -4.3219347f] },
        { "unbalanced sets", new() { UnbalancedSets = true }, [12.1721029f, -13.6854229f, -4.62059402f] },
    };

    public static TheoryData<string, FastForestBinaryTrainer.Options, float[]> Forests => new()
    {
        { "none", new(), [70.2422104f, -58.7268639f, -42.8872871f] },
        { "few leaves", new() { NumberOfLeaves = 3 }, [47.4986534f, -21.1170959f, -21.9108105f] },
        { "weights", new() { ExampleWeightColumnName = "Weight" }, [72.213829f, -55.353344f, -49.8915825f] },
        { "sampling", new() { FeatureFraction = 0.9, FeatureFractionPerSplit = 0.4, BaggingExampleFraction = 0.3, BaggingSize = 2, Seed = 5 }, [82.1053467f, -77.080368f, -70.1255722f] },
    };

    [Theory]
    [MemberData(nameof(Boosted))]
    public void BoostedTreesFollowTheirOptions(string what, FastTreeBinaryTrainer.Options options, float[] scores)
        => AssertScores(what, _context.BinaryClassification.Trainers.FastTree(options), scores);

    [Theory]
    [MemberData(nameof(Forests))]
    public void ForestsFollowTheirOptions(string what, FastForestBinaryTrainer.Options options, float[] scores)
        => AssertScores(what, _context.BinaryClassification.Trainers.FastForest(options), scores);

    private void AssertScores(string what, IEstimator<ITransformer> trainer, float[] scores)
    {
        Assert.NotEmpty(what);
        Example[] examples = Example.Draw(900, seed: 3);
        for (int i = 0; i < examples.Length; i++)
            examples[i].Weight = 0.5f + i % 7;
        var test = _context.Data.LoadFromEnumerable(Example.Draw(3, seed: 4));

        Assert.Equal(scores, trainer.Fit(_context.Data.LoadFromEnumerable(examples)).Scores(test));
    }
}
