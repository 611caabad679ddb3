using Microsoft.ML.OnnxRuntime;

namespace MLNet.ConvExtensions.Quantization;

/// <summary>A network in ONNX Runtime on one thread, whose outputs are read as they are. For use by several threads.</summary>
internal sealed class TensorSession : IDisposable
{
    public delegate void Reader(int output, ReadOnlySpan<float> values);

    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly string _name;

    /// <exception cref="OnnxNetworkException">ONNX Runtime can't compute the network.</exception>
    public TensorSession(OnnxNetwork network)
    {
        OnnxRuntimeLibrary.Open();
        _name = network.Name;
        _inputs = [network.Inputs[0].Name];
        _outputs = [.. network.Outputs.Select(o => o.Name)];
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            _session = new InferenceSession(network.ToBytes(), options);
        }
        catch (OnnxRuntimeException e)
        {
            throw Refused(e);
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="input">What it takes.</param>
    /// <param name="shape">The shape of that.</param>
    /// <param name="read">Receives each output, in the network's order.</param>
    /// <exception cref="OnnxNetworkException">ONNX Runtime can't compute the network.</exception>
    public void Run(float[] input, long[] shape, Reader read)
    {
        try
        {
            using OrtValue value = OrtValue.CreateTensorValueFromMemory(input, shape);
            using var run = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(run, _inputs, [value], _outputs);
            for (int i = 0; i < results.Count; i++)
                read(i, results[i].GetTensorDataAsSpan<float>());
        }
        catch (OnnxRuntimeException e)
        {
            throw Refused(e);
        }
    }

    public void Dispose() => _session.Dispose();

    private OnnxNetworkException Refused(OnnxRuntimeException e) => new($"ONNX Runtime can't run the network '{_name}': {e.Message}", e);
}
