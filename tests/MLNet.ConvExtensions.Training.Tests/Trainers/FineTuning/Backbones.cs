using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

/// <summary>
/// Real networks and those of the literature as bodies to put heads on, and ONNX Runtime to hold what was made of them against.
/// </summary>
internal static class Backbones
{
    /// <summary>
    /// A network of the shared models by its file, or one of <see cref="Architectures"/> by its name, cut at its features.
    /// </summary>
    public static OnnxNetwork Body(string name) => Backbone.FromNetwork("backbone", Network(name)).GetFeatureNetwork();

    public static OnnxNetwork Network(string name) =>
        name switch
        {
            "LeNet5" => Architectures.LeNet5(),
            "FourConv" => Architectures.FourConv(),
            "Mlp" => Architectures.Mlp(),
            "CifarResNet20" => Architectures.CifarResNet20(),
            "CifarDenseNet" => Architectures.CifarDenseNet(),
            "ResNet18" => Architectures.ResNet18(64, 64),
            "ResNet50" => Architectures.ResNet50(64, 64),
            "Vgg11" => Architectures.Vgg11(32, 32),
            "AlexNet" => Architectures.AlexNet(96, 96),
            "GoogLeNet" => Architectures.GoogLeNet(64, 64, auxiliary: false),
            "PackagedResNet18" => Backbone.PackagedResNet18.Network,
            "MobileNetV2" => Architectures.MobileNetV2(64, 64),
            "MobileNetV3Small" => Architectures.MobileNetV3Small(64, 64),
            "EfficientNetB0" => Architectures.EfficientNetB0(64, 64),
            "RegNetY400MF" => Architectures.RegNetY400MF(64, 64),
            "ConvNeXtTiny" => Architectures.ConvNeXtTiny(64, 64),
            _ => OnnxNetwork.Load(SharedData.Require(["models", .. name.Split('/')])),
        };

    /// <summary>Images of random numbers for a network.</summary>
    public static float[] Images(OnnxNetwork network, int count)
    {
        var random = new Random(7);
        return
        [
            .. Enumerable
                .Range(0, count * (int)network.Inputs[0].Shape!.Skip(1).Aggregate(1L, (a, d) => a * d!.Value))
                .Select(_ => (random.NextSingle() * 4) - 2),
        ];
    }

    /// <summary>What ONNX Runtime computes of a network's only output.</summary>
    public static float[] Run(OnnxNetwork network, float[] input, int count)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 2 };
        using var session = new InferenceSession(network.ToBytes(), options);
        NetworkTensor first = network.Inputs[0];
        int[] shape = [count, .. first.Shape!.Skip(1).Select(d => (int)d!.Value)];
        NamedOnnxValue value =
            first.ElementType == OnnxElementType.Float16
                ? NamedOnnxValue.CreateFromTensor(first.Name, new DenseTensor<Float16>(Array.ConvertAll(input, v => (Float16)v), shape))
                : NamedOnnxValue.CreateFromTensor(first.Name, new DenseTensor<float>(input, shape));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([value]);
        return [.. results.Single().AsEnumerable<float>()];
    }

    public static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = Math.Max(1, expected.Max(Math.Abs));
        Assert.InRange(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), 0, tolerance * largest);
    }
}
