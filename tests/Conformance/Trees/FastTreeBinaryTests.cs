using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Xunit;

namespace Conformance.Trees;

public class FastTreeBinaryTests
{
    private readonly MLContext _context = new(1);
    private readonly Example[] _examples = Example.Draw(200);

    private IDataView Data => _context.Data.LoadFromEnumerable(_examples);

    [Fact]
    public void AddsScoreProbabilityAndPredictedLabel()
    {
        DataViewSchema schema = _context.BinaryClassification.Trainers.FastTree().Fit(Data).Transform(Data).Schema;

        Assert.Equal(NumberDataViewType.Single, schema["Score"].Type);
        Assert.Equal(NumberDataViewType.Single, schema["Probability"].Type);
        Assert.Equal(BooleanDataViewType.Instance, schema["PredictedLabel"].Type);
        Assert.Equal("BinaryClassification", schema.ScoreKind());
    }

    [Fact]
    public void OutputSchemaAgreesWithTheData()
    {
        var trainer = _context.BinaryClassification.Trainers.FastTree();
        SchemaShape before = _context.Transforms.CustomMapping<Empty, Example>((_, _) => { }, null).GetOutputSchema(new SchemaShape([]));

        Assert.Equal(["PredictedLabel", "Probability", "Score"], trainer.GetOutputSchema(before).Select(c => c.Name).Except(before.Select(c => c.Name)).Order());
    }

    [Fact]
    public void ScoresAreThoseOfMlNet()
    {
        var model = _context.BinaryClassification.Trainers.FastTree().Fit(Data);
        var test = _context.Data.LoadFromEnumerable(Example.Draw(5, seed: 2));

        Assert.Equal([24.16716f, 1.69667995f, 2.9431529f, -3.61483145f, -10.4647303f], model.Scores(test));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.05)]
    public void ProbabilityIsTheSigmoidOfTheScoreTimesTwiceTheLearningRate(double learningRate)
    {
        var model = _context.BinaryClassification.Trainers.FastTree(learningRate: learningRate).Fit(Data);

        Assert.Equal(-2 * learningRate, model.Model.Calibrator.Slope, 12);
        Assert.Equal(0, model.Model.Calibrator.Offset);
        foreach (var row in _context.Data.CreateEnumerable<CalibratedPrediction>(model.Transform(Data), false))
            Assert.Equal(1 / (1 + Math.Exp(-2 * learningRate * row.Score)), row.Probability, 1e-6);
    }

    [Fact]
    public void APositiveScoreMeansTrue()
    {
        var model = _context.BinaryClassification.Trainers.FastTree(numberOfTrees: 3).Fit(Data);

        Assert.All(
            _context.Data.CreateEnumerable<CalibratedPrediction>(model.Transform(Data), false),
            row => Assert.Equal(row.Score > 0, row.PredictedLabel));
    }

    [Fact]
    public void TreesHaveTheShapeAskedFor()
    {
        var model = _context.BinaryClassification.Trainers.FastTree(numberOfLeaves: 5, numberOfTrees: 7, minimumExampleCountPerLeaf: 4).Fit(Data);
        RegressionTreeEnsemble ensemble = model.Model.SubModel.TrainedTreeEnsemble;

        Assert.Equal(7, ensemble.Trees.Count);
        Assert.Equal(Enumerable.Repeat(1d, 7), ensemble.TreeWeights);
        Assert.Equal(0, ensemble.Bias);
        Assert.All(ensemble.Trees, tree => Assert.Equal((5, 4, 5), (tree.NumberOfLeaves, tree.NumberOfNodes, tree.LeafValues.Count)));
    }

    [Fact]
    public void TheTreesSumUpToTheScore()
    {
        var model = _context.BinaryClassification.Trainers.FastTree(numberOfTrees: 10).Fit(Data);
        float[] scores = model.Scores(Data);

        for (int i = 0; i < 20; i++)
        {
            double sum = model.Model.SubModel.TrainedTreeEnsemble.Trees.Sum(tree => tree.LeafValues[TreeWalk.LeafOf(tree, _examples[i].Features)]);
            Assert.Equal((float)sum, scores[i]);
        }
    }

    [Fact]
    public void NoLeafSaysMoreThanTheMaximum()
    {
        var options = new FastTreeBinaryTrainer.Options { MaximumTreeOutput = 0.3, NumberOfTrees = 5 };
        var model = _context.BinaryClassification.Trainers.FastTree(options).Fit(Data);

        Assert.Equal(0.3, model.Model.SubModel.TrainedTreeEnsemble.Trees.SelectMany(t => t.LeafValues).Max(Math.Abs));
    }

    [Fact]
    public void UnbalancedSetsWeighBothClassesEqually()
    {
        var rows = _examples.Where((e, i) => !e.Label || i % 8 == 0).ToArray();
        var data = _context.Data.LoadFromEnumerable(rows);
        var trainers = _context.BinaryClassification.Trainers;
        var plain = trainers.FastTree(new FastTreeBinaryTrainer.Options { NumberOfTrees = 20 }).Fit(data);
        var balanced = trainers.FastTree(new FastTreeBinaryTrainer.Options { NumberOfTrees = 20, UnbalancedSets = true }).Fit(data);

        Assert.NotEqual(plain.Scores(data), balanced.Scores(data));
    }

    [Fact]
    public void UnbalancedSetsNeedBothClasses()
    {
        var data = _context.Data.LoadFromEnumerable(_examples.Where(e => e.Label));
        var trainer = _context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options { UnbalancedSets = true });

        Assert.Throws<InvalidOperationException>(() => trainer.Fit(data));
    }

    [Fact]
    public void HeavyRowsCountMore()
    {
        foreach (Example example in _examples)
            example.Weight = example.Label ? 20 : 1;
        var trainers = _context.BinaryClassification.Trainers;
        var plain = trainers.FastTree(numberOfTrees: 5).Fit(Data);
        var weighted = trainers.FastTree(exampleWeightColumnName: "Weight", numberOfTrees: 5).Fit(Data);

        Assert.True(weighted.Scores(Data).Average() > plain.Scores(Data).Average());
    }

    [Fact]
    public void EqualWeightsChangeNothing()
    {
        var trainers = _context.BinaryClassification.Trainers;
        float[] plain = trainers.FastTree(numberOfTrees: 5).Fit(Data).Scores(Data);
        float[] weighted = trainers.FastTree(exampleWeightColumnName: "Weight", numberOfTrees: 5).Fit(Data).Scores(Data);

        for (int i = 0; i < plain.Length; i++)
            Assert.Equal(plain[i], weighted[i], 4);
    }

    [Fact]
    public void FeatureWeightsShareOutTheGain()
    {
        var model = _context.BinaryClassification.Trainers.FastTree(numberOfTrees: 10).Fit(Data);
        VBuffer<float> weights = default;
        model.Model.SubModel.GetFeatureWeights(ref weights);
        float[] dense = [.. weights.DenseValues()];

        Assert.Equal(4, dense.Length);
        Assert.Equal(1, dense.Max());
        Assert.True(dense[0] > dense[2] && dense[1] > dense[2]);
        Assert.Equal(0, dense[3]);
    }

    [Fact]
    public void ThreadsDoNotChangeTheModel()
    {
        var trainers = _context.BinaryClassification.Trainers;
        float[] one = trainers.FastTree(new FastTreeBinaryTrainer.Options { NumberOfThreads = 1 }).Fit(Data).Scores(Data);
        float[] many = trainers.FastTree(new FastTreeBinaryTrainer.Options { NumberOfThreads = 4 }).Fit(Data).Scores(Data);

        Assert.Equal(one, many);
    }

    [Fact]
    public void FittingAgainGivesTheSameModel()
    {
        var trainer = _context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options { BaggingSize = 1, FeatureFractionPerSplit = 0.8 });

        Assert.Equal(trainer.Fit(Data).Scores(Data), trainer.Fit(Data).Scores(Data));
    }

    [Fact]
    public void ATrainerGoesOnDrawingFeaturesWhereItsLastFitStopped()
    {
        FastTreeBinaryTrainer Trainer() => _context.BinaryClassification.Trainers
            .FastTree(new FastTreeBinaryTrainer.Options { FeatureFraction = 0.7, NumberOfTrees = 20 });
        FastTreeBinaryTrainer trainer = Trainer();
        float[] first = trainer.Fit(Data).Scores(Data);

        Assert.Equal(first, Trainer().Fit(Data).Scores(Data));
        Assert.NotEqual(first, trainer.Fit(Data).Scores(Data));
    }

    [Fact]
    public void InfoSaysWhatTheTrainerNeeds()
    {
        TrainerInfo info = _context.BinaryClassification.Trainers.FastTree().Info;

        Assert.False(info.NeedNormalization);
        Assert.False(info.WantCaching);
    }
}
