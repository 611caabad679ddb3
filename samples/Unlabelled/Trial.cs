using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Unlabelled;

/// <summary>One network, pretrained in several ways or not at all, then given a tenth of the labels.</summary>
internal sealed class Trial
{
    private readonly MLContext _ml;
    private readonly PhotoSet _photos;
    private readonly int _side;
    private readonly int _maps;
    private readonly int _epochs;
    private readonly ITransformer _keys;
    private readonly BackbonePreprocessing _pixels;

    public Trial(MLContext ml, PhotoSet photos, int side, int maps, int epochs)
    {
        (_ml, _photos, _side, _maps, _epochs) = (ml, photos, side, maps, epochs);
        _keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(ml.Data.LoadFromEnumerable(photos.Train));
        _pixels = new BackbonePreprocessing
        {
            Width = side,
            Height = side,
            CropFraction = 1,
            Mean = [0.5f, 0.5f, 0.5f],
            StandardDeviation = [0.5f, 0.5f, 0.5f],
        };
    }

    /// <summary>What the network may learn before it sees a label.</summary>
    public IEnumerable<(string Name, Func<Backbone> Pretrain)> Pretrainings(int seed)
    {
        TransformsCatalog transforms = _ml.Transforms;
        OnnxNetwork network = Network(seed);
        yield return ("nothing", () => Backbone.FromNetwork("untrained", network, _pixels));
        yield return (
            "autoencoder",
            () =>
                Fit(
                    transforms.PretrainAutoencoder(
                        network,
                        With(new PretrainAutoencoderOptions { DecoderWidth = _maps, Augmentation = AugmentationOptions.Cifar }, seed)
                    )
                )
        );
        yield return (
            "rotations",
            () =>
                Fit(
                    transforms.PretrainRotation(
                        network,
                        With(new PretrainRotationOptions { Augmentation = AugmentationOptions.Cifar }, seed)
                    )
                )
        );
        yield return (
            "contrastive",
            () => Fit(transforms.PretrainContrastive(network, With(new PretrainContrastiveOptions { BatchSize = 128 }, seed)))
        );
    }

    /// <summary>
    /// The accuracy on the test images after learning from the labels: of logistic regression on the features, and of the whole network.
    /// </summary>
    public (double Probe, double Trained) Judge(Backbone backbone, int seed)
    {
        IDataView labelled = View(PhotoSet.Take(_photos.Train, _photos.Train.Length / 10, seed)),
            test = View(_photos.Test);
        var probe = _ml
            .Transforms.ConvFeatures("Features", "Image", backbone)
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.Transforms.NormalizeMeanVariance("Features"))
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        var options = new FineTuneOptions
        {
            FeatureColumnName = "Image",
            Strategy = FineTuneStrategy.Full,
            Epochs = 2 * _epochs,
            BatchSize = 16,
            Schedule = new OneCycleSchedule(),
            LearningRate = 0.003,
            Augmentation = AugmentationOptions.Cifar,
            Seed = seed,
            NumberOfThreads = 1,
        };
        using var linear = probe.Fit(labelled);
        using ConvNetTransformer trained = _ml.MulticlassClassification.Trainers.FineTune(backbone, options).Fit(labelled);
        return (Accuracy(linear), Accuracy(trained));

        double Accuracy(ITransformer model) => _ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
    }

    private Backbone Fit(PretrainingEstimator estimator)
    {
        using PretrainedNetworkTransformer model = estimator.Fit(View(_photos.Train));
        return model.Backbone;
    }

    private TOptions With<TOptions>(TOptions options, int seed)
        where TOptions : PretrainingOptions =>
        (TOptions)(
            (PretrainingOptions)options with
            {
                InputColumnName = "Image",
                Preprocessing = _pixels,
                Epochs = _epochs,
                BatchSize = Math.Min(options.BatchSize, _photos.Train.Length),
                LearningRate = 0.003,
                Schedule = new OneCycleSchedule(),
                Seed = seed,
                NumberOfThreads = 1,
            }
        );

    private OnnxNetwork Network(int seed)
    {
        NetworkBuilder x = NetworkBuilder.Image(_side, _side, 3, seed);
        foreach (int divided in new[] { 1, 2, 4, 8 })
            x = x.Conv(divided * _maps, 3, stride: divided == 1 ? 1 : 2, padding: 1, bias: false).BatchNorm().Relu();
        return x.GlobalAveragePool().Dense(_photos.Classes).Build("small");
    }

    private IDataView View(Photo[] photos) => _keys.Transform(_ml.Data.LoadFromEnumerable(photos));
}
