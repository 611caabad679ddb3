using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using static MLNet.ConvExtensions.Training.Tests.Trainers.SelfSupervised.Drawings;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.SelfSupervised;

/// <summary>Networks that other programs wrote, in operator sets from 7 on, learn from images without labels.</summary>
public sealed class ImportedNetworkTests
{
    [SkippableTheory]
    [InlineData("resnet-cifar10/resnet20_cifar10_fp32.onnx", 64)]
    [InlineData("misc-small/mlperf_tiny_resnet8_cifar10_fp32.onnx", 64)]
    [InlineData("mobilenetv1/mobilenet_v1_0.25_128_fp32.onnx", 256)]
    [InlineData("squeezenet1.1/squeezenet1.1_fp32.onnx", 512)]
    public void Every_kind_learns_with_them(string file, int features)
    {
        OnnxNetwork network = OnnxNetwork.Load(SharedData.Require(["models", .. file.Split('/')]));
        SampleSize size = SampleSize.Of(network);
        Skip.If(size.Channels == 0, "the network's images lie otherwise, which is refused");
        IDataView data = Vectors(4, size.Channels, size.Height, size.Width);
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            using PretrainedNetworkTransformer model = Estimator(kind, network, o => o with { Epochs = 1, BatchSize = 2 }).Fit(data);
            Assert.Equal(features, model.FeatureCount);
            Assert.True(double.IsFinite(model.History[TrainingLogs.Loss][0]), kind.ToString());
        }
    }

    private sealed record SampleSize(int Channels, int Height, int Width)
    {
        public static SampleSize Of(OnnxNetwork network)
        {
            ImageInput image = network.GetImageInput();
            return image.Layout == ImageLayout.Nchw ? new((int)image.Channels!, (int)image.Height!, (int)image.Width!) : new(0, 0, 0);
        }
    }
}
