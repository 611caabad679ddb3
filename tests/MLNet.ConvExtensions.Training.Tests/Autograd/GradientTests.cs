using System.Globalization;
using MLNet.ConvExtensions.Training.Autograd.Plan;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Autograd;

/// <summary>
/// Networks that PyTorch exported, in training mode: outputs, gradients and running statistics are PyTorch's own
/// (Networks/Data/make_gradients.py writes them).
/// </summary>
public sealed class GradientTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Autograd", "Data", "gradients");

    public static TheoryData<string> Cases =>
        new(Directory.GetFiles(Folder, "*.onnx").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_gradients_and_statistics_are_PyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, (long[] Shape, float[] Values)> expected = Read(Path.Combine(Folder, name + ".txt"));
        using var network = new TrainableNetwork(OnnxNetwork.Load(Path.Combine(Folder, name + ".onnx")));
        Tensor input = tensor(expected["input"].Values, expected["input"].Shape, requires_grad: true);

        Tensor output = network.Forward(input, training: true)[0];
        Tensor coefficients = arange(output.NumberOfElements, ScalarType.Int64).mul(7).remainder(11).sub(5).div(5);
        output.reshape(-1).mul(coefficients).sum().backward();

        AssertSame("output", expected["output"].Values, output);
        AssertSame("gradient:input", expected["gradient:input"].Values, input.grad!);
        foreach (TrainableWeight weight in network.Weights)
            AssertSame("gradient:" + weight.Name, expected["gradient:" + weight.Name].Values, weight.Tensor.grad!);
        foreach ((string statistic, Tensor values) in network.Statistics)
            AssertSame("statistic:" + statistic, expected["statistic:" + statistic].Values, values);
        Assert.Equal(expected.Count - 3, network.Weights.Count + network.Statistics.Count);
    }

    private static void AssertSame(string what, float[] expected, Tensor actual)
    {
        double[] values = HostTensor.Download(actual).ToNumbers();
        Assert.Equal(expected.Length, values.Length);
        double largest = Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < values.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - values[i]) <= 2e-5 * largest,
                $"{what}: element {i} is {values[i]}, in PyTorch {expected[i]}"
            );
    }

    private static Dictionary<string, (long[] Shape, float[] Values)> Read(string path) =>
        File.ReadLines(path)
            .Select(line => line.Split(' '))
            .ToDictionary(
                parts => parts[0],
                parts =>
                    (
                        parts[1].Trim('[', ']').Split(',').Select(d => long.Parse(d, CultureInfo.InvariantCulture)).ToArray(),
                        parts.Skip(2).Select(v => float.Parse(v, CultureInfo.InvariantCulture)).ToArray()
                    )
            );
}
