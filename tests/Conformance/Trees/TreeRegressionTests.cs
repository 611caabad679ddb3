using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Xunit;

namespace Conformance.Trees;

public class TreeRegressionTests
{
    private readonly MLContext _context = new(1);
    private readonly Example[] _examples = Example.Draw(200);

    private IDataView Data => _context.Data.LoadFromEnumerable(_examples);

    [Fact]
    public void AddsAScoreOnly()
    {
        var model = _context.Regression.Trainers.FastTree("Target").Fit(Data);
        DataViewSchema schema = model.Transform(Data).Schema;

        Assert.Equal("Regression", schema.ScoreKind());
        Assert.Null(schema.GetColumnOrNull("PredictedLabel"));
    }

    [Fact]
    public void FastTreeScoresAreThoseOfMlNet()
    {
        var model = _context.Regression.Trainers.FastTree("Target", numberOfTrees: 20).Fit(Data);
        var test = _context.Data.LoadFromEnumerable(Example.Draw(5, seed: 2));

        Assert.Equal([11.1637735f, -0.0476670228f, 14.8911505f, -0.219121516f, -0.883239806f], model.Scores(test));
    }

    [Fact]
    public void FastForestScoresAreThoseOfMlNet()
    {
        var model = _context.Regression.Trainers.FastForest("Target", numberOfTrees: 20).Fit(Data);
        var test = _context.Data.LoadFromEnumerable(Example.Draw(5, seed: 2));

        Assert.Equal([9.90196609f, 2.11491251f, 11.5571899f, 1.43750644f, 1.14270639f], model.Scores(test));
    }

    [Fact]
    public void ForestScoresAreTheMeanOfTheTrees()
    {
        var model = _context.Regression.Trainers.FastForest("Target", numberOfTrees: 6).Fit(Data);
        var trees = model.Model.TrainedTreeEnsemble.Trees;
        double sum = trees.Sum(tree => tree.LeafValues[TreeWalk.LeafOf(tree, _examples[3].Features)]);

        Assert.Equal((float)sum / trees.Count, model.Scores(Data)[3]);
    }

    [Fact]
    public void LeavesKeepSamplesOfTheirLabels()
    {
        var options = new FastForestRegressionTrainer.Options { LabelColumnName = "Target", NumberOfTrees = 2, NumberOfQuantileSamples = 8 };
        QuantileRegressionTree tree = _context.Regression.Trainers.FastForest(options).Fit(Data).Model.TrainedTreeEnsemble.Trees[0];
        float[] labels = [.. _examples.Where(e => TreeWalk.LeafOf(tree, e.Features) == 2).Select(e => e.Target)];

        Assert.Equal(8, tree.GetLeafSamplesAt(2).Count);
        Assert.All(tree.GetLeafSamplesAt(2), sample => Assert.Contains((float)sample, labels));
    }

    [Fact]
    public void BoostingComesCloserThanOneTree()
    {
        double ErrorOf(int trees)
        {
            float[] scores = _context.Regression.Trainers.FastTree("Target", numberOfTrees: trees).Fit(Data).Scores(Data);
            return scores.Zip(_examples, (s, e) => Math.Abs(s - e.Target)).Average();
        }

        Assert.True(ErrorOf(100) < 0.2 * ErrorOf(1));
    }
}
