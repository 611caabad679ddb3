using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;

namespace FineTune;

/// <summary>The ways to learn, and a judge for them: all with the same photos to learn from and to be judged by.</summary>
internal sealed class Contest(MLContext ml, IDataView photos, Backbone backbone, int epochs)
{
    /// <summary>From scratch takes longer, so it gets more epochs.</summary>
    private const int ScratchFactor = 3;

    private const double TestPart = 0.25;

    /// <summary>The ways by name, each of a seed.</summary>
    public IReadOnlyList<(string Name, Func<int, IEstimator<ITransformer>> Of)> Ways =>
        [
            ("nothing: features and logistic regression", _ => Features()),
            ("a linear head", seed => Tune(seed, FineTuneStrategy.Head)),
            ("the last stage", seed => Tune(seed, FineTuneStrategy.LastStages)),
            ("everything", seed => Tune(seed, FineTuneStrategy.Full)),
            ("everything, from scratch", FromScratch),
        ];

    /// <summary>The accuracy on photos that nothing was learned from: of each class the same part, which the seed draws.</summary>
    public double Judge(IEstimator<ITransformer> way, int seed)
    {
        (IDataView train, IDataView test) = ml.Data.TrainTestSplitByLabel(photos, TestPart, seed: seed);
        ITransformer keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(train);
        ITransformer model = way.Fit(keys.Transform(train));
        using (model as IDisposable)
            return ml.MulticlassClassification.Evaluate(model.Transform(keys.Transform(test))).MicroAccuracy;
    }

    private ConvFeaturesEstimator Conv =>
        ml.Transforms.ConvFeatures(backbone, new ConvFeaturesOptions { InputColumnName = "ImagePath", OutputColumnName = "Features" });

    private EstimatorChain<ITransformer> Features() =>
        Conv.AppendCacheCheckpoint(ml)
            .Append(ml.Transforms.NormalizeMeanVariance("Features", fixZero: false))
            .Append(
                (IEstimator<ITransformer>)
                    ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f)
            );

    private FineTuneTrainer Tune(int seed, FineTuneStrategy strategy) =>
        ml.MulticlassClassification.Trainers.FineTune(backbone, Options(seed) with { Strategy = strategy });

    /// <summary>
    /// The backbone's own architecture with new weights, and with batch normalisation where the backbone's was folded into its
    /// convolutions.
    /// </summary>
    private FineTuneTrainer FromScratch(int seed)
    {
        using ConvFeaturesTransformer conv = Conv.Fit(photos);
        var fresh = Backbone.FromNetwork("fresh", FreshWeights.Of(backbone.Network, seed), conv.Preprocessing, backbone.FeatureLayer);
        return ml.MulticlassClassification.Trainers.FineTune(
            fresh,
            Options(seed) with
            {
                Strategy = FineTuneStrategy.Full,
                StageRateFactor = 1,
                FreezeBatchStatistics = false,
                RestoreBatchNormalization = true,
                Epochs = epochs * ScratchFactor,
            }
        );
    }

    private FineTuneOptions Options(int seed) =>
        new()
        {
            FeatureColumnName = "ImagePath",
            Epochs = epochs,
            BatchSize = 16,
            LearningRate = 2e-3,
            Schedule = new OneCycleSchedule(),
            StageRateFactor = 0.3,
            FreezeBatchStatistics = true,
            Seed = seed,
        };
}
