using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Xunit;

namespace Conformance.Trees;

public class FastForestBinaryTests
{
    private readonly MLContext _context = new(1);
    private readonly Example[] _examples = Example.Draw(200);

    private IDataView Data => _context.Data.LoadFromEnumerable(_examples);

    [Fact]
    public void AddsScoreAndPredictedLabelButNoProbability()
    {
        DataViewSchema schema = _context.BinaryClassification.Trainers.FastForest().Fit(Data).Transform(Data).Schema;

        Assert.Equal(NumberDataViewType.Single, schema["Score"].Type);
        Assert.Equal(BooleanDataViewType.Instance, schema["PredictedLabel"].Type);
        Assert.Null(schema.GetColumnOrNull("Probability"));
        Assert.Equal("BinaryClassification", schema.ScoreKind());
    }

    [Fact]
    public void ScoresAreThoseOfMlNet()
    {
        var model = _context.BinaryClassification.Trainers.FastForest().Fit(Data);
        var test = _context.Data.LoadFromEnumerable(Example.Draw(5, seed: 2));

        Assert.Equal([69.4921722f, -1.71218383f, 1.59004426f, -13.7553988f, -56.6017723f], model.Scores(test));
    }

    [Fact]
    public void EveryTreeVotesBetweenMinusOneAndOne()
    {
        var model = _context.BinaryClassification.Trainers.FastForest(numberOfTrees: 30).Fit(Data);
        QuantileRegressionTreeEnsemble ensemble = model.Model.TrainedTreeEnsemble;

        // Some draws leave no useful feature: such a tree counts, but isn't there.
        Assert.Equal(28, ensemble.Trees.Count);
        Assert.All(ensemble.Trees.SelectMany(tree => tree.LeafValues), value => Assert.InRange(value, -1, 1));
        Assert.Equal(
            (float)ensemble.Trees.Sum(tree => tree.LeafValues[TreeWalk.LeafOf(tree, _examples[0].Features)]),
            model.Scores(Data)[0]);
    }

    [Fact]
    public void APositiveScoreMeansTrue()
    {
        var model = _context.BinaryClassification.Trainers.FastForest(numberOfTrees: 5).Fit(Data);

        Assert.All(
            _context.Data.CreateEnumerable<Prediction>(model.Transform(Data), false),
            row => Assert.Equal(row.Score > 0, row.PredictedLabel));
    }

    [Fact]
    public void ALeafWithoutSamplesGivesItsValue()
    {
        var model = _context.BinaryClassification.Trainers.FastForest(numberOfTrees: 10).Fit(Data);
        QuantileRegressionTree tree = model.Model.TrainedTreeEnsemble.Trees[0];

        Assert.Equal([tree.LeafValues[1]], tree.GetLeafSamplesAt(1));
        Assert.Equal([1], tree.GetLeafSampleWeightsAt(1));
        Assert.Throws<InvalidOperationException>(() => tree.GetLeafSamplesAt(tree.NumberOfLeaves));
    }

    [Fact]
    public void DefaultsDropFeaturesAndRows()
    {
        var options = new FastForestBinaryTrainer.Options();

        Assert.Equal((0.7, 0.7, 0.7, 1), (options.FeatureFraction, options.FeatureFractionPerSplit, options.BaggingExampleFraction, options.BaggingSize));
        Assert.Equal((100, 20, 10, 255), (options.NumberOfTrees, options.NumberOfLeaves, options.MinimumExampleCountPerLeaf, options.MaximumBinCountPerFeature));
        Assert.Equal((100, 123, 123), (options.NumberOfQuantileSamples, options.Seed, options.FeatureSelectionSeed));
        Assert.Equal(("Label", "Features", null), (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName));
    }

    [Fact]
    public void TheSeedDecidesTheForest()
    {
        float[] Train(int seed) => _context.BinaryClassification.Trainers
            .FastForest(new FastForestBinaryTrainer.Options { Seed = seed, NumberOfTrees = 10 }).Fit(Data).Scores(Data);

        Assert.Equal(Train(7), Train(7));
        Assert.NotEqual(Train(7), Train(8));
    }

    [Fact]
    public void WithoutBaggingAndSamplingAllTreesAreTheSame()
    {
        var options = new FastForestBinaryTrainer.Options { BaggingSize = 0, FeatureFraction = 1, FeatureFractionPerSplit = 1, NumberOfTrees = 3 };
        var trees = _context.BinaryClassification.Trainers.FastForest(options).Fit(Data).Model.TrainedTreeEnsemble.Trees;

        Assert.All(trees, tree => Assert.Equal(trees[0].LeafValues, tree.LeafValues));
        Assert.All(trees, tree => Assert.Equal(trees[0].NumericalSplitThresholds, tree.NumericalSplitThresholds));
    }

    [Fact]
    public void HeavyRowsCountMore()
    {
        foreach (Example example in _examples)
            example.Weight = example.Label ? 20 : 1;
        var trainers = _context.BinaryClassification.Trainers;
        float[] plain = trainers.FastForest(numberOfTrees: 5).Fit(Data).Scores(Data);
        float[] weighted = trainers.FastForest(exampleWeightColumnName: "Weight", numberOfTrees: 5).Fit(Data).Scores(Data);

        Assert.True(weighted.Average() > plain.Average());
    }
}
