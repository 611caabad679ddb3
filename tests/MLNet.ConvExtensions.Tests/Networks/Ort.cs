using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>ONNX Runtime as the judge of what the networks compute.</summary>
internal static class Ort
{
    /// <summary>One output: its dimensions and, as 32-bit numbers, its elements.</summary>
    public sealed record Result(string Name, long[] Shape, float[] Values);

    public static Result Run(OnnxNetwork network, float[] values, params long[] shape) => RunAll(network.ToBytes(), values, shape)[0];

    public static Result Run(OnnxNetwork network, byte[] values, params long[] shape)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(values, shape);
        return RunAll(network.ToBytes(), input)[0];
    }

    public static IReadOnlyList<Result> RunAll(byte[] model, float[] values, params long[] shape)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        using var session = new InferenceSession(model, options);
        if (session.InputMetadata.Values.First().ElementDataType == TensorElementType.Float16)
        {
            Float16[] halves = Array.ConvertAll(values, v => (Float16)v);
            using OrtValue half = OrtValue.CreateTensorValueFromMemory(halves, shape);
            return RunAll(session, half);
        }

        using OrtValue input = OrtValue.CreateTensorValueFromMemory(values, shape);
        return RunAll(session, input);
    }

    public static float[] Noise(int seed, params long[] shape)
    {
        var random = new Random(seed);
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)((random.NextDouble() * 2) - 1);
        return values;
    }

    /// <summary>Equal up to a part in a hundred thousand of the largest element.</summary>
    public static void AssertClose(float[] expected, float[] actual, float tolerance = 1e-5f)
    {
        Assert.Equal(expected.Length, actual.Length);
        float scale = Math.Max(1, expected.Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (int i = 0; i < expected.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * scale,
                $"element {i}: expected {expected[i]}, received {actual[i]}"
            );
    }

    private static IReadOnlyList<Result> RunAll(byte[] model, OrtValue input)
    {
        using var session = new InferenceSession(model);
        return RunAll(session, input);
    }

    private static IReadOnlyList<Result> RunAll(InferenceSession session, OrtValue input)
    {
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [session.InputNames[0]], [input], session.OutputNames);
        return outputs
            .Select(
                (value, i) =>
                {
                    OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
                    return new Result(session.OutputNames[i], info.Shape, Floats(value, info.ElementDataType));
                }
            )
            .ToArray();
    }

    private static float[] Floats(OrtValue value, TensorElementType type) =>
        type switch
        {
            TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
            TensorElementType.Float16 => Array.ConvertAll(value.GetTensorDataAsSpan<Float16>().ToArray(), v => (float)v),
            TensorElementType.Int64 => Array.ConvertAll(value.GetTensorDataAsSpan<long>().ToArray(), v => (float)v),
            TensorElementType.Int32 => Array.ConvertAll(value.GetTensorDataAsSpan<int>().ToArray(), v => (float)v),
            TensorElementType.Bool => Array.ConvertAll(value.GetTensorDataAsSpan<bool>().ToArray(), v => v ? 1f : 0f),
            TensorElementType.UInt8 => Array.ConvertAll(value.GetTensorDataAsSpan<byte>().ToArray(), v => (float)v),
            TensorElementType.Double => Array.ConvertAll(value.GetTensorDataAsSpan<double>().ToArray(), v => (float)v),
            _ => throw new NotSupportedException(type.ToString()),
        };
}
