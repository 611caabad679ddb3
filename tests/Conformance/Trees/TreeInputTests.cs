using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Xunit;

namespace Conformance.Trees;

/// <summary>What the trainers make of unusual and of bad input.</summary>
public class TreeInputTests
{
    private readonly MLContext _context = new(1);
    private readonly Example[] _examples = Example.Draw(120);

    private BinaryClassificationCatalog.BinaryClassificationTrainers Trainers => _context.BinaryClassification.Trainers;

    [Fact]
    public void RowsWithMissingOrInfiniteFeaturesAreLeftOut()
    {
        Example[] some = [.. _examples.Append(_examples[0].With([1, float.NaN, 1, 3])).Prepend(_examples[1].With([float.PositiveInfinity, 1, 1, 3]))];

        Assert.Equal(
            Trainers.FastTree().Fit(View(_examples)).Scores(View(_examples)),
            Trainers.FastTree().Fit(View(some)).Scores(View(_examples)));
    }

    [Fact]
    public void NoUsableRowIsAnError()
    {
        var missing = View([.. _examples.Select(e => e.With([float.NaN, 0, 0, 0]))]);

        Assert.Throws<InvalidOperationException>(() => Trainers.FastTree().Fit(missing));
        Assert.Throws<InvalidOperationException>(() => Trainers.FastForest().Fit(View([])));
    }

    [Fact]
    public void AMissingValueGoesWhereLargeOnesGo()
    {
        var model = Trainers.FastTree().Fit(View(_examples));
        float[] scores = model.Scores(View([_examples[0].With([float.NaN, 1, 0, 3]), _examples[0].With([float.MaxValue, 1, 0, 3])]));

        Assert.Equal(scores[1], scores[0]);
    }

    [Fact]
    public void SparseFeaturesGiveTheSameModel()
    {
        var dense = View(_examples);
        var sparse = _context.Transforms.CustomMapping<Example, SparseFeatures>((from, to) => to.Features = Sparse(from.Features), null).Fit(dense).Transform(dense);

        Assert.Equal(Trainers.FastTree().Fit(dense).Scores(dense), Trainers.FastTree().Fit(sparse).Scores(sparse));
        Assert.Equal(Trainers.FastForest().Fit(dense).Scores(dense), Trainers.FastForest().Fit(sparse).Scores(sparse));
    }

    [Fact]
    public void TooFewRowsForASplitGiveNoTree()
    {
        var data = View(_examples[..19]);
        var model = Trainers.FastTree().Fit(data);

        Assert.Empty(model.Model.SubModel.TrainedTreeEnsemble.Trees);
        Assert.All(_context.Data.CreateEnumerable<CalibratedPrediction>(model.Transform(data), false), row => Assert.Equal((0f, 0.5f, false), (row.Score, row.Probability, row.PredictedLabel)));
    }

    [Fact]
    public void EmptyTreesCanBeRefused()
    {
        var trainer = Trainers.FastTree(new FastTreeBinaryTrainer.Options { AllowEmptyTrees = false });

        Assert.Throws<InvalidOperationException>(() => trainer.Fit(View(_examples[..19])));
    }

    [Fact]
    public void ConstantFeaturesGiveNoTree()
    {
        var model = Trainers.FastForest().Fit(View([.. _examples.Select(e => e.With([1, 2, 3, 4]))]));

        Assert.Empty(model.Model.TrainedTreeEnsemble.Trees);
    }

    [Fact]
    public void OneClassOnlyIsLearned()
    {
        var data = View([.. _examples.Where(e => e.Label)]);

        Assert.All(Trainers.FastTree(numberOfTrees: 5).Fit(data).Scores(data), score => Assert.True(score > 0));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(300)]
    public void FeaturesAreCutIntoAtMostSoManyBins(int bins)
    {
        var options = new FastTreeBinaryTrainer.Options { MaximumBinCountPerFeature = bins, NumberOfTrees = 50 };
        var trees = Trainers.FastTree(options).Fit(View(Example.Draw(1000))).Model.SubModel.TrainedTreeEnsemble.Trees;
        int thresholds = trees
            .SelectMany(t => t.NumericalSplitFeatureIndexes.Zip(t.NumericalSplitThresholds))
            .Where(split => split.First == 0)
            .Distinct().Count();

        Assert.InRange(thresholds, 1, bins - 1);
    }

    [Fact]
    public void OneBinIsTooFew()
    {
        var trainer = Trainers.FastTree(new FastTreeBinaryTrainer.Options { MaximumBinCountPerFeature = 1 });

        Assert.Throws<InvalidOperationException>(() => trainer.Fit(View(_examples)));
    }

    [Fact]
    public void TheLabelMustBeABoolean()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.FastTree("Target").Fit(View(_examples)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.FastForest("Class").Fit(View(_examples)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Regression.Trainers.FastTree("Class").Fit(View(_examples)));
    }

    [Fact]
    public void ColumnsThatAreNotThereAreErrors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.FastTree("Nope").Fit(View(_examples)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.FastTree(featureColumnName: "Nope").Fit(View(_examples)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.FastForest(exampleWeightColumnName: "Nope").Fit(View(_examples)));
    }

    [Fact]
    public void FeaturesMustBeAVectorOfFloats()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.FastTree(featureColumnName: "Target").Fit(View(_examples)));

    public static TheoryData<string, FastTreeBinaryTrainer.Options> BadOptions => new()
    {
        { "leaves", new() { NumberOfLeaves = 1 } },
        { "trees", new() { NumberOfTrees = 0 } },
        { "features", new() { FeatureFraction = 1.1 } },
        { "features of a split", new() { FeatureFractionPerSplit = -0.1 } },
        { "rows", new() { BaggingExampleFraction = 2 } },
        { "bagging", new() { BaggingSize = -1 } },
        { "entropy", new() { EntropyCoefficient = 2 } },
        { "threads", new() { NumberOfThreads = 0 } },
        { "shrinkage", new() { Shrinkage = 0 } },
        { "output", new() { MaximumTreeOutput = -1 } },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void OptionsOutOfRangeAreRefused(string what, FastTreeBinaryTrainer.Options options)
    {
        Assert.NotEmpty(what);
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainers.FastTree(options).Fit(View(_examples)));
    }

    [Fact]
    public void TreesMustFillTheirBags()
    {
        var trainer = Trainers.FastForest(new FastForestBinaryTrainer.Options { NumberOfTrees = 10, BaggingSize = 3 });

        Assert.Throws<InvalidOperationException>(() => trainer.Fit(View(_examples)));
    }

    private IDataView View(Example[] examples) => _context.Data.LoadFromEnumerable(examples);

    private static VBuffer<float> Sparse(float[] values)
    {
        int[] indices = [.. Enumerable.Range(0, values.Length).Where(i => values[i] != 0)];
        return new VBuffer<float>(values.Length, indices.Length, [.. indices.Select(i => values[i])], indices);
    }

    private sealed class SparseFeatures
    {
        [VectorType(4)]
        public VBuffer<float> Features { get; set; }
    }
}
