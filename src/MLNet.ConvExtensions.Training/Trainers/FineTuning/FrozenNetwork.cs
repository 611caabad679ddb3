using Microsoft.ML.OnnxRuntime;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>
/// The stages of a network that never learn, computed by ONNX Runtime: on the CPU it is faster at that than what computes gradients. Each
/// thread takes some images through the whole by itself, as the stages that predict do it.
/// </summary>
internal sealed class FrozenNetwork : IDisposable
{
    /// <summary>The most images of one run: what they become still fits into a core's cache.</summary>
    private const int MostAtOnce = 4;

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string _name;
    private readonly string[] _input;
    private readonly string[] _output;
    private readonly long[] _shape;
    private readonly int _threads;
    private readonly int _inputLength;

    /// <param name="network">The stages: planes of images to a row of 32-bit numbers for each.</param>
    /// <param name="threads">How many compute.</param>
    /// <exception cref="OnnxNetworkException">ONNX Runtime can't compute it.</exception>
    /// <exception cref="NativeLibraryException">The application lacks ONNX Runtime's native library.</exception>
    public FrozenNetwork(OnnxNetwork network, int threads)
    {
        OnnxRuntimeLibrary.Open();
        _name = network.Name;
        _threads = threads;
        (_input, _output) = ([network.Inputs[0].Name], [network.Outputs[0].Name]);
        _shape = [.. network.Inputs[0].Shape!.Skip(1).Select(d => d!.Value)];
        _inputLength = checked((int)_shape.Aggregate(1L, (a, b) => a * b));
        Length = checked((int)network.Outputs[0].Shape![1]!.Value);
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
        };
        try
        {
            _session = new InferenceSession(network.ToBytes(), options);
        }
        catch (OnnxRuntimeException e)
        {
            throw Refused(e);
        }
    }

    /// <summary>The numbers that come of each image.</summary>
    public int Length { get; }

    /// <summary>Computes what comes of some images.</summary>
    /// <param name="images">Their planes, one image after another.</param>
    /// <param name="count">The images.</param>
    /// <param name="values">Receives <see cref="Length"/> numbers for each.</param>
    /// <exception cref="OnnxNetworkException">ONNX Runtime can't compute it.</exception>
    public void Run(float[] images, int count, float[] values)
    {
        int each = Math.Clamp((count + _threads - 1) / _threads, 1, MostAtOnce),
            runs = (count + each - 1) / each;
        try
        {
            if (runs == 1 || _threads == 1)
            {
                for (int run = 0; run < runs; run++)
                    RunPart(images, run * each, Math.Min(each, count - (run * each)), values);
            }
            else
            {
                Parallel.For(
                    0,
                    runs,
                    new ParallelOptions { MaxDegreeOfParallelism = _threads },
                    run => RunPart(images, run * each, Math.Min(each, count - (run * each)), values)
                );
            }
        }
        catch (AggregateException e) when (e.InnerException is OnnxRuntimeException inner)
        {
            throw Refused(inner);
        }
        catch (OnnxRuntimeException e)
        {
            throw Refused(e);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private void RunPart(float[] images, int first, int count, float[] values)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance,
            images.AsMemory(first * _inputLength, count * _inputLength),
            [count, .. _shape]
        );
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance,
            values.AsMemory(first * Length, count * Length),
            [count, Length]
        );
        _session.Run(_run, _input, [input], _output, [output]);
    }

    private OnnxNetworkException Refused(OnnxRuntimeException e) =>
        new($"ONNX Runtime can't compute the stages of the network '{_name}' that don't learn: {e.Message}", e);
}
