using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNet.ConvExtensions.Training.Autograd.Plan;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Autograd;

/// <summary>
/// Operators one behind another, drawn by a seed with attributes that fit: after each of them the shape that is inferred and the values
/// that are computed with gradients are ONNX Runtime's.
/// </summary>
public sealed class RandomNetworkTests
{
    private const int Operators = 9;
    private const int MostElements = 6000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_operator_gives_what_ONNX_Runtime_gives(int seed)
    {
        var draw = new RandomOperators(seed);
        List<Action<SmallNetwork>> nodes = [];
        long[] shape = draw.InputShape;
        float[] values = draw.Values(shape.Aggregate(1L, (a, b) => a * b));
        int agreed = 0,
            refused = 0;
        for (int attempt = 0; agreed < Operators && attempt < 20 * Operators; attempt++)
        {
            string from = agreed == 0 ? "x" : $"t{agreed}",
                to = $"t{agreed + 1}";
            (string what, Action<SmallNetwork> node) = draw.Next(from, to, shape);
            var builder = new SmallNetwork(17, OnnxElementType.Float, draw.InputShape);
            foreach (Action<SmallNetwork> each in nodes.Append(node))
                each(builder);
            OnnxNetwork network = builder.Build(to);
            if (Judge(network, draw.InputShape, values) is not { } expected || expected.Values.Length is 0 or > MostElements)
                continue;

            string drawn = $"{what} on [{string.Join(", ", shape)}], seed {seed}";
            long?[]? inferred = network.Outputs[0].Shape is { } known ? [.. known] : null;
            Assert.True(inferred?.Length == expected.Shape.Length, $"{drawn}: shape {network.Outputs[0].Shape}");
            Assert.True(
                inferred!.Zip(expected.Shape).All(d => d.First is null || d.First == d.Second),
                $"{drawn}: shape {network.Outputs[0].Shape}, ONNX Runtime has [{string.Join(", ", expected.Shape)}]"
            );
            if (Run(network, draw.InputShape, values) is not { } actual)
            {
                refused++;
                continue;
            }

            double scale = Math.Max(1, expected.Values.Max(Math.Abs));
            Assert.Equal(expected.Shape, actual.Shape);
            Assert.True(
                expected.Values.Zip(actual.Values).All(v => Math.Abs(v.First - v.Second) <= 2e-4 * scale),
                $"{drawn}: differs by {expected.Values.Zip(actual.Values, (e, a) => Math.Abs(e - a)).Max()} of {scale}"
            );
            nodes.Add(node);
            shape = expected.Shape;
            agreed++;
        }

        Assert.Equal(Operators, agreed);
        Assert.InRange(refused, 0, Operators / 3);
    }

    /// <summary>What ONNX Runtime computes; null where the drawn attributes make no valid operator.</summary>
    private static (long[] Shape, double[] Values)? Judge(OnnxNetwork network, long[] shape, float[] values)
    {
        try
        {
            using var options = new SessionOptions
            {
                IntraOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            };
            using var session = new InferenceSession(network.ToBytes(), options);
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([
                NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(values, Array.ConvertAll(shape, d => (int)d))),
            ]);
            DenseTensor<float> result = results[0].AsTensor<float>().ToDenseTensor();
            double[] numbers = [.. result.Select(v => (double)v)];
            return Array.TrueForAll(numbers, double.IsFinite) ? ([.. result.Dimensions.ToArray().Select(d => (long)d)], numbers) : null;
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    /// <summary>Null where the operator is refused in this form, in words that name its node.</summary>
    private static (long[] Shape, double[] Values)? Run(OnnxNetwork network, long[] shape, float[] values)
    {
        using DisposeScope scope = NewDisposeScope();
        try
        {
            using var trainable = new TrainableNetwork(network);
            HostTensor result = HostTensor.Download(trainable.Forward(tensor(values, shape), training: false)[0]);
            return ([.. result.Shape], result.ToNumbers());
        }
        catch (OnnxNetworkException e)
        {
            Assert.Contains("_node", e.Message, StringComparison.Ordinal);
            return null;
        }
    }
}
