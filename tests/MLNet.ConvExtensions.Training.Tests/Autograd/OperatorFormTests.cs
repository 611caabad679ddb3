using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNet.ConvExtensions.Training.Autograd.Plan;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MLNet.ConvExtensions.Training.Tests.Autograd;

/// <summary>Forms of operators against ONNX Runtime, and their gradients against finite differences in 64 bits.</summary>
public sealed class OperatorFormTests
{
    public static TheoryData<string> OnRuntime => new(OperatorNetworks.All.Keys.Except(OperatorNetworks.NotOnRuntime));

    public static TheoryData<string> All => new(OperatorNetworks.All.Keys);

    [Theory]
    [MemberData(nameof(OnRuntime))]
    public void Output_is_ONNX_Runtimes(string name)
    {
        OnnxNetwork network = OperatorNetworks.All[name](OnnxElementType.Float);
        long[] shape = Shape(network);
        float[] values = Array.ConvertAll(Values(shape), v => (float)v);
        using var session = new InferenceSession(network.ToBytes());
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([
            NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(values, Array.ConvertAll(shape, d => (int)d))),
        ]);
        DenseTensor<float> expected = results[0].AsTensor<float>().ToDenseTensor();

        using var scope = NewDisposeScope();
        using var trainable = new TrainableNetwork(network);
        HostTensor actual = HostTensor.Download(trainable.Forward(tensor(values, shape), training: false)[0]);

        Assert.Equal(expected.Dimensions.ToArray().Select(d => (long)d), actual.Shape);
        Assert.InRange(expected.Zip(actual.ToNumbers(), (e, a) => Math.Abs(e - a)).Max(), 0, 1e-5);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Gradients_are_those_of_finite_differences(string name)
    {
        const double Step = 1e-5;
        using var scope = NewDisposeScope();
        OnnxNetwork network = OperatorNetworks.All[name](OnnxElementType.Double);
        using var trainable = new TrainableNetwork(network);
        long[] shape = Shape(network);
        Tensor input = tensor(Values(shape), shape, requires_grad: true);
        Tensor Loss()
        {
            Tensor y = trainable.Forward(input, training: true)[0].reshape(-1);
            return y.mul(arange(y.NumberOfElements, ScalarType.Int64).mul(7).remainder(11).sub(5).to(ScalarType.Float64)).sum();
        }

        Loss().backward();
        foreach (Tensor leaf in trainable.Weights.Select(w => (Tensor)w.Tensor).Append(input))
        {
            using IDisposable _ = no_grad();
            double[] gradient = HostTensor.Download(leaf.grad!).ToNumbers();
            Tensor flat = leaf.view(-1);
            for (int i = 0; i < gradient.Length; i++)
            {
                Tensor element = flat.narrow(0, i, 1);
                element.add_(Step);
                double above = HostTensor.Download(Loss()).Number();
                element.sub_(2 * Step);
                double below = HostTensor.Download(Loss()).Number();
                element.add_(Step);
                double expected = (above - below) / (2 * Step);
                Assert.True(
                    Math.Abs(expected - gradient[i]) <= 1e-5 * Math.Max(1, Math.Abs(expected)),
                    $"element {i} of [{string.Join(", ", leaf.shape)}]: {gradient[i]}, by differences {expected}"
                );
            }
        }
    }

    private static long[] Shape(OnnxNetwork network) => network.Inputs[0].Shape!.Select(d => d!.Value).ToArray();

    /// <summary>Numbers in no order, none twice and none near 0, so that no maximum is a tie and no bend is hit.</summary>
    private static double[] Values(long[] shape)
    {
        int count = (int)shape.Aggregate((a, b) => a * b);
        return Enumerable.Range(0, count).Select(i => (((i * 37) + 11) % count * 2.0 / count) - 1 + (0.3 / count)).ToArray();
    }
}
