using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>What ML.NET's interfaces of trainers and of predicting stages are good for, and where ML.NET wants its own classes.</summary>
public sealed class TrainerEstimatorTests
{
    private readonly MLContext _ml = new(1);

    public static TheoryData<int> Trainers => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Trainers))]
    public void All_trainers_are_ML_NETs_trainers_and_name_the_column_of_features(int trainer)
    {
        IDataView data = FineTuneData.Stripes(30, 1);
        (TrainerInfo info, string name, DataViewType type) = trainer switch
        {
            0 => Of(_ml.MulticlassClassification.Trainers.ConvNet(Stripes(), new ConvNetOptions { Epochs = 1, NumberOfThreads = 1 })),
            1 => Of(
                _ml.MulticlassClassification.Trainers.FineTune(FineTuneData.Stripy, new FineTuneOptions { Epochs = 1, NumberOfThreads = 1 })
            ),
            _ => Of(_ml.MulticlassClassification.Trainers.KNearestNeighbors()),
        };

        Assert.Equal((false, false), (info.NeedNormalization, info.WantCaching));
        Assert.Equal("Features", name);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 64), type);

        (TrainerInfo Info, string Name, DataViewType Type) Of<TTransformer, TModel>(ITrainerEstimator<TTransformer, TModel> estimator)
            where TTransformer : class, ISingleFeaturePredictionTransformer<TModel>
            where TModel : class
        {
            TTransformer fitted = estimator.Fit(data);
            using var disposed = fitted as IDisposable;
            Assert.NotNull(fitted.Model);
            return (estimator.Info, fitted.FeatureColumnName, fitted.FeatureColumnType);
        }
    }

    [Fact]
    public void Permutation_feature_importance_finds_the_feature_that_decides()
    {
        IDataView data = Points();
        OnnxNetwork network = NetworkBuilder.Features(3, seed: 1).Dense(1).Build();
        var options = new ConvNetOptions
        {
            Epochs = 20,
            LearningRate = 0.05,
            NumberOfThreads = 1,
        };
        using ConvNetTransformer model = _ml.BinaryClassification.Trainers.ConvNet(network, options).Fit(data);
        ImmutableArray<BinaryClassificationMetricsStatistics> importance = _ml.BinaryClassification.PermutationFeatureImportance(
            model,
            model.Transform(data),
            permutationCount: 3
        );

        Assert.Equal(3, importance.Length);
        Assert.True(importance[1].AreaUnderRocCurve.Mean < -0.3);
        Assert.All(new[] { 0, 2 }, i => Assert.InRange(importance[i].AreaUnderRocCurve.Mean, -0.05, 0.05));
    }

    // OneVersusAll can't even be called: it takes trainers of BinaryPredictionTransformer, which nobody but ML.NET can create.
    [Fact]
    public void Pairwise_coupling_wants_predictors_that_only_ML_NET_can_make()
    {
        ConvNetTrainer trainer = _ml.BinaryClassification.Trainers.ConvNet(NetworkBuilder.Features(3, seed: 1).Dense(1).Build());
        string message = Assert
            .ThrowsAny<Exception>(() => _ml.MulticlassClassification.Trainers.PairwiseCoupling<OnnxNetwork>(trainer))
            .Message;

        Assert.Contains("binaryEstimator", message);
    }

    private static OnnxNetwork Stripes() => NetworkBuilder.Image(8, 8, 1, seed: 4).Flatten().Dense(3).Build();

    private IDataView Points()
    {
        var random = new Random(4);
        return _ml.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, 200)
                .Select(_ =>
                {
                    float[] features = [random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f];
                    return new Point { Features = features, Label = features[1] > 0 };
                })
                .ToArray()
        );
    }

    private sealed class Point
    {
        public bool Label { get; set; }

        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }
}
