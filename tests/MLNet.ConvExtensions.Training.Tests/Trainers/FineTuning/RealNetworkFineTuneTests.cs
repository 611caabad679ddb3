using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using Xunit.Abstractions;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

/// <summary>Networks of several exporters learn to tell four wild cats apart on 40 photos, in two epochs.</summary>
public sealed class RealNetworkFineTuneTests(WildCats cats, ITestOutputHelper log) : IClassFixture<WildCats>
{
    private static readonly BackbonePreprocessing FromMinusOne = new()
    {
        Mean = [0.5f, 0.5f, 0.5f],
        StandardDeviation = [0.5f, 0.5f, 0.5f],
    };
    private static readonly BackbonePreprocessing Bytes = new()
    {
        Scale = 1,
        Mean = [0, 0, 0],
        StandardDeviation = [1, 1, 1],
        CropFraction = 1,
    };

    [SkippableTheory]
    [InlineData("squeezenet1.1/squeezenet1.1_fp32.onnx", FineTuneStrategy.Full, 0.5)]
    [InlineData("squeezenet1.1/SqueezeNet_fp16.onnx", FineTuneStrategy.Full, 0.5)]
    [InlineData("mobilenetv2/mobilenetv2-7_features_fp32.onnx", FineTuneStrategy.LastStages, 0.8)]
    [InlineData("mobilenetv2/mobilenet_v2_1.0_224_coral_dequantized_fp32.onnx", FineTuneStrategy.LastStages, 0.8)]
    [InlineData("mobilenetv1/mobilenet_v1_0.25_128_fp32.onnx", FineTuneStrategy.Full, 0.6)]
    [InlineData("resnet-cifar10/resnet20_cifar10_fp32.onnx", FineTuneStrategy.Full, 0.25)]
    [InlineData("resnet-cifar10/resnet56_cifar10_fp32.onnx", FineTuneStrategy.Full, 0.25)]
    [InlineData("misc-small/mlperf_tiny_resnet8_cifar10_fp32.onnx", FineTuneStrategy.Full, 0.25)]
    [InlineData("misc-small/cifar10_ImageClassifier_pytorch.onnx", FineTuneStrategy.Full, 0.25)]
    [InlineData("misc-small/mnist_cntk.onnx", FineTuneStrategy.Full, 0.2)]
    [InlineData("misc-small/Ultraface.version-RFB-320.onnx", FineTuneStrategy.Full, 0.25, "345")]
    public void A_real_network_learns_real_photos_in_two_epochs(
        string file,
        FineTuneStrategy strategy,
        double accuracy,
        string? layer = null
    )
    {
        var ml = new MLContext(1);
        OnnxNetwork network = OnnxNetwork.Load(SharedData.Require(["models", .. file.Split('/')]));
        Backbone backbone = Backbone.FromNetwork(Path.GetFileNameWithoutExtension(file), network, Preprocessing(network, file));
        var options = new FineTuneOptions
        {
            FeatureColumnName = "Path",
            Strategy = strategy,
            FeatureLayer = layer,
            StageRateFactor = 0.3,
            Schedule = new ConstantSchedule(),
            Epochs = 2,
            BatchSize = 8,
            Seed = 0,
            NumberOfThreads = 1,
            ValidationSet = cats.Photos(ml, judge: true),
        };
        using ConvNetTransformer tuned = ml
            .MulticlassClassification.Trainers.FineTune(backbone, options)
            .Fit(cats.Photos(ml, judge: false));

        (IReadOnlyList<double> loss, IReadOnlyList<double> judged) = (
            tuned.History[TrainingLogs.Loss],
            tuned.History[TrainingLogs.ValidationAccuracy]
        );
        log.WriteLine(
            $"{file}: loss {loss[0]:0.000} to {loss[1]:0.000}, accuracy {tuned.History[TrainingLogs.Accuracy][0]:0.00} to "
                + $"{tuned.History[TrainingLogs.Accuracy][1]:0.00}, on other photos {judged[0]:0.00} to {judged[1]:0.00}"
        );
        Assert.True(loss[1] < loss[0], $"The loss went from {loss[0]} to {loss[1]}.");
        Assert.InRange(judged[1], accuracy, 1);
        Assert.Equal(4, tuned.Network.Outputs[0].Shape![1]);
    }

    private static BackbonePreprocessing Preprocessing(OnnxNetwork network, string file)
    {
        BackbonePreprocessing pixels = file switch
        {
            _ when file.Contains("fp16", StringComparison.Ordinal) => Bytes with { Mean = [123, 117, 104], BlueFirst = true },
            _ when file.Contains("coral", StringComparison.Ordinal) || file.Contains("mobilenetv1", StringComparison.Ordinal) =>
                FromMinusOne,
            _ when file.Contains("Ultraface", StringComparison.Ordinal) => Bytes with
            {
                Mean = [127, 127, 127],
                StandardDeviation = [128, 128, 128],
            },
            _ when file.Contains("mlperf", StringComparison.Ordinal) || file.Contains("mnist", StringComparison.Ordinal) => Bytes,
            _ => new BackbonePreprocessing(),
        };
        ImageInput input = network.GetImageInput();
        return pixels with { Width = (int)(input.Width ?? 224), Height = (int)(input.Height ?? 224) };
    }
}
