using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Autograd.Plan;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Autograd;

/// <summary>Real networks by several exporters give the same here as in ONNX Runtime.</summary>
public sealed class RuntimeAgreementTests
{
    [SkippableTheory]
    [InlineData("squeezenet1.1/squeezenet1.1_fp32.onnx", 2)]
    [InlineData("mobilenetv2/mobilenet_v2_1.0_224_coral_dequantized_fp32.onnx", 2)]
    [InlineData("mobilenetv2/mobilenetv2-7_features_fp32.onnx", 1)]
    [InlineData("mobilenetv1/mobilenet_v1_0.25_128_fp32.onnx", 2)]
    [InlineData("resnet-cifar10/resnet20_cifar10_fp32.onnx", 4)]
    [InlineData("resnet-cifar10/resnet56_cifar10_fp32.onnx", 2)]
    [InlineData("misc-small/cifar10_ImageClassifier_pytorch.onnx", 3)]
    [InlineData("misc-small/mlperf_tiny_resnet8_cifar10_fp32.onnx", 2)]
    [InlineData("misc-small/mnist_cntk.onnx", 1)]
    [InlineData("misc-small/Ultraface.version-RFB-320.onnx", 1)]
    [InlineData("misc-small/candy_style_transfer.onnx", 1)]
    public void Outputs_are_ONNX_Runtimes(string file, int batch)
    {
        OnnxNetwork network = OnnxNetwork.Load(SharedData.Require(["models", .. file.Split('/')]));
        (long[] shape, float[] values) = Input(network, batch);
        float[][] expected = OnRuntime(
            network,
            NamedOnnxValue.CreateFromTensor(network.Inputs[0].Name, new DenseTensor<float>(values, Ints(shape))),
            v => v.AsEnumerable<float>()
        );
        AssertAgrees(network, shape, values, expected, 1e-4);
    }

    [Theory]
    [InlineData("MobileNetV3Small")]
    [InlineData("EfficientNetB0")]
    [InlineData("RegNetY400MF")]
    [InlineData("ConvNeXtTiny")]
    public void Designs_with_gates_and_normalised_channels_agree_and_learn(string name)
    {
        OnnxNetwork network = Architectures.Named(name).Build(64, 64, 3, 5);
        (long[] shape, float[] values) = Input(network, 2);
        float[][] expected = OnRuntime(
            network,
            NamedOnnxValue.CreateFromTensor(network.Inputs[0].Name, new DenseTensor<float>(values, Ints(shape))),
            v => v.AsEnumerable<float>()
        );
        AssertAgrees(network, shape, values, expected, 1e-4);

        using var scope = NewDisposeScope();
        using var trainable = new TrainableNetwork(network);
        trainable.Forward(torch.tensor(values, shape), training: true)[0].square().sum().backward();
        Assert.All(trainable.Weights, w => Assert.True(w.Tensor.grad is { } slope && slope.isfinite().all().ToBoolean(), w.Name));
    }

    [SkippableFact]
    public void Half_precision_is_computed_in_32_bits_and_agrees_within_its_own_rounding()
    {
        OnnxNetwork network = OnnxNetwork.Load(SharedData.Require("models", "squeezenet1.1", "SqueezeNet_fp16.onnx"));
        (long[] shape, float[] values) = Input(network, 1);
        Float16[] halves = Array.ConvertAll(values, v => (Float16)v);
        float[][] expected = OnRuntime(
            network,
            NamedOnnxValue.CreateFromTensor(network.Inputs[0].Name, new DenseTensor<Float16>(halves, Ints(shape))),
            v => v.AsEnumerable<Float16>().Select(h => (float)h)
        );
        AssertAgrees(network, shape, Array.ConvertAll(halves, h => (float)h), expected, 1e-2);
    }

    private static void AssertAgrees(OnnxNetwork network, long[] shape, float[] values, float[][] expected, double tolerance)
    {
        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        using var trainable = new TrainableNetwork(network);
        IReadOnlyList<torch.Tensor> outputs = trainable.Forward(torch.tensor(values, shape), training: false);
        Assert.Equal(expected.Length, outputs.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            double[] actual = HostTensor.Download(outputs[i]).ToNumbers();
            Assert.Equal(expected[i].Length, actual.Length);
            double largest = expected[i].Max(Math.Abs);
            Assert.InRange(expected[i].Zip(actual, (e, a) => Math.Abs(e - a)).Max(), 0, tolerance * Math.Max(1, largest));
        }
    }

    private static (long[] Shape, float[] Values) Input(OnnxNetwork network, int batch)
    {
        long[] shape = network.Inputs[0].Shape!.Select((d, i) => d ?? (i == 0 ? batch : 1)).ToArray();
        var random = new Random(7);
        return (shape, Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => random.NextSingle() * 255).ToArray());
    }

    private static float[][] OnRuntime(OnnxNetwork network, NamedOnnxValue input, Func<DisposableNamedOnnxValue, IEnumerable<float>> read)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 2 };
        using var session = new InferenceSession(network.ToBytes(), options);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(
            [input],
            network.Outputs.Select(o => o.Name).ToArray()
        );
        return results.Select(r => read(r).ToArray()).ToArray();
    }

    private static int[] Ints(long[] shape) => Array.ConvertAll(shape, d => (int)d);
}
