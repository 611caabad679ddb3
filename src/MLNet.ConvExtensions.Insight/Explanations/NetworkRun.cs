using Microsoft.ML.OnnxRuntime;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>A network in ONNX Runtime, on the processor.</summary>
internal sealed class NetworkRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string _name;
    private readonly string[] _inputs,
        _outputs;

    /// <exception cref="NativeLibraryException">The application lacks ONNX Runtime's native library.</exception>
    /// <exception cref="OnnxNetworkException">ONNX Runtime can't compute the network.</exception>
    public NetworkRun(OnnxNetwork network, int? threads)
    {
        OnnxRuntimeLibrary.Open();
        _name = network.Name;
        _inputs = [network.Inputs[0].Name];
        _outputs = [.. network.Outputs.Select(o => o.Name)];
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        if (threads is { } count)
            options.IntraOpNumThreads = count;
        try
        {
            _session = new InferenceSession(network.ToBytes(), options);
        }
        catch (OnnxRuntimeException e)
        {
            throw Refused(e);
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="values">The input's values.</param>
    /// <param name="shape">The input's shape.</param>
    /// <returns>The outputs in their order, with their shapes.</returns>
    public (float[] Values, long[] Shape)[] Run(float[] values, long[] shape)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(values, shape);
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_options, _inputs, [input], _outputs);
            return [.. results.Select(Read)];
        }
        catch (OnnxRuntimeException e)
        {
            throw Refused(e);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    private (float[] Values, long[] Shape) Read(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return info.ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => (value.GetTensorDataAsSpan<float>().ToArray(), info.Shape),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16 => (
                Array.ConvertAll(value.GetTensorDataAsSpan<Float16>().ToArray(), v => (float)v),
                info.Shape
            ),
            var type => throw new OnnxNetworkException($"The network '{_name}' computes {type}; needed: floating-point numbers."),
        };
    }

    private OnnxNetworkException Refused(OnnxRuntimeException e) => new($"ONNX Runtime can't run the network '{_name}': {e.Message}", e);
}
