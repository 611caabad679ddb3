using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Xunit;

namespace Conformance.Trees;

/// <summary>Fitted models: saved, loaded, asked row by row, and inside other trainers.</summary>
public class TreeModelTests
{
    private readonly MLContext _context = new(1);
    private readonly Example[] _examples = Example.Draw(150);

    private IDataView Data => _context.Data.LoadFromEnumerable(_examples);

    [Fact]
    public void ASavedFastTreeScoresTheSame()
    {
        var model = _context.BinaryClassification.Trainers.FastTree().Fit(Data);
        var loaded = Assert.IsType<BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>>>(SaveAndLoad(model));

        Assert.Equal(model.Scores(Data), loaded.Scores(Data));
        Assert.Equal(model.Transform(Data).GetColumn<float>("Probability"), loaded.Transform(Data).GetColumn<float>("Probability"));
        Assert.Equal(model.Model.SubModel.TrainedTreeEnsemble.Trees[4].SplitGains, loaded.Model.SubModel.TrainedTreeEnsemble.Trees[4].SplitGains);
    }

    [Fact]
    public void ASavedForestScoresTheSame()
    {
        var model = _context.BinaryClassification.Trainers.FastForest(numberOfTrees: 15).Fit(Data);
        var loaded = Assert.IsType<BinaryPredictionTransformer<FastForestBinaryModelParameters>>(SaveAndLoad(model));

        Assert.Equal(model.Scores(Data), loaded.Scores(Data));
        Assert.Equal(model.Model.TrainedTreeEnsemble.Trees.Count, loaded.Model.TrainedTreeEnsemble.Trees.Count);
    }

    [Fact]
    public void SavedRegressionModelsScoreTheSame()
    {
        var tree = _context.Regression.Trainers.FastTree("Target", numberOfTrees: 15).Fit(Data);
        var forest = _context.Regression.Trainers.FastForest(new FastForestRegressionTrainer.Options { LabelColumnName = "Target", NumberOfTrees = 15 }).Fit(Data);
        var loaded = Assert.IsType<RegressionPredictionTransformer<FastForestRegressionModelParameters>>(SaveAndLoad(forest));

        Assert.Equal(tree.Scores(Data), SaveAndLoad(tree).Scores(Data));
        Assert.Equal(forest.Scores(Data), loaded.Scores(Data));
        Assert.Equal(
            forest.Model.TrainedTreeEnsemble.Trees[0].GetLeafSamplesAt(0),
            loaded.Model.TrainedTreeEnsemble.Trees[0].GetLeafSamplesAt(0));
    }

    [Fact]
    public void APredictionEngineAgreesWithTheView()
    {
        var model = _context.BinaryClassification.Trainers.FastTree().Fit(Data);
        using var engine = _context.Model.CreatePredictionEngine<Example, CalibratedPrediction>(model);
        var rows = _context.Data.CreateEnumerable<CalibratedPrediction>(model.Transform(Data), false).ToArray();

        for (int i = 0; i < rows.Length; i++)
        {
            CalibratedPrediction one = engine.Predict(_examples[i]);
            Assert.Equal((rows[i].Score, rows[i].Probability, rows[i].PredictedLabel), (one.Score, one.Probability, one.PredictedLabel));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OneVersusAllLearnsThreeClasses(bool forest)
    {
        var trainers = _context.BinaryClassification.Trainers;
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Class").Append(forest
            ? _context.MulticlassClassification.Trainers.OneVersusAll(trainers.FastForest(numberOfTrees: 20))
            : _context.MulticlassClassification.Trainers.OneVersusAll(trainers.FastTree(numberOfTrees: 20)));
        var metrics = _context.MulticlassClassification.Evaluate(pipeline.Fit(Data).Transform(Data));

        Assert.InRange(metrics.MicroAccuracy, 0.9, 1);
    }

    [Fact]
    public void OneVersusAllOfForestsScoresAsInMlNet()
    {
        // The first class is learned twice, so that its forest is the trainer's second one.
        var forest = _context.BinaryClassification.Trainers.FastForest(numberOfTrees: 20);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Class")
            .Append(_context.MulticlassClassification.Trainers.OneVersusAll(forest, useProbabilities: false));
        var test = _context.Data.LoadFromEnumerable(Example.Draw(1, seed: 2));

        Assert.Equal([-8.4578867f, 4.75869179f, -17.025774f], pipeline.Fit(Data).Transform(test).GetColumn<float[]>("Score").Single());
    }

    [Fact]
    public void AModelRefusesFeaturesOfAnotherSize()
    {
        var model = _context.BinaryClassification.Trainers.FastForest().Fit(Data);
        var wider = _context.Transforms.Concatenate("Features", "Features", "Target").Fit(Data).Transform(Data);

        Assert.ThrowsAny<Exception>(() => model.Scores(wider));
    }

    private ITransformer SaveAndLoad(ITransformer model)
    {
        using var stream = new MemoryStream();
        _context.Model.Save(model, Data.Schema, stream);
        stream.Position = 0;
        return _context.Model.Load(stream, out _);
    }
}
