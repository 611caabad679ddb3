using Microsoft.ML.OnnxRuntime;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Runtime;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>
/// Room for the pixels of a batch of images and for the objects in them: <see cref="DetectionEngine.Numbers"/> for each, zeros where there
/// are no more.
/// </summary>
internal sealed class DetectionBatch : IRowBatch
{
    private readonly NetworkSession _session = null!;
    private readonly DetectorNetwork _network;
    private readonly RunOptions _runOptions = new();
    private readonly CandidateReader _candidates;
    private readonly int _stride;
    private readonly float[] _pixels;
    private readonly float[] _objects;
    private readonly int _width;
    private readonly Letterbox[] _places;

    public DetectionBatch(NetworkSession session, DetectorNetwork network, DetectionOptions options, int capacity)
    {
        _network = network;
        _candidates = new CandidateReader(network.Name, network.Settings, options);
        _stride = network.Settings.PixelCount + DetectionReader.SizeNumbers;
        _pixels = GC.AllocateUninitializedArray<float>(checked(capacity * _stride), pinned: true);
        _width = options.MaxDetections * DetectionEngine.Numbers;
        _objects = new float[checked(capacity * _width)];
        _places = new Letterbox[capacity];
        session.Acquire();
        _session = session;
    }

    // ML.NET's prediction engines don't dispose the rows that they use; these let go of the session here.
    ~DetectionBatch() => _session?.Release();

    public Span<float> InputOf(int i) => _pixels.AsSpan(i * _stride, _stride);

    public ReadOnlySpan<float> Outputs(int count) => _objects.AsSpan(0, count * _width);

    public void Run(int count)
    {
        int pixels = _network.Settings.PixelCount;
        for (int i = 0; i < count; i++)
        {
            Span<float> input = InputOf(i);
            _places[i] = _network.Settings.Place((int)input[^2], (int)input[^1]);
            // One image right behind the other, as the network takes them.
            input[..pixels].CopyTo(_pixels.AsSpan(i * pixels));
        }

        int step = _network.IsBatched ? count : 1;
        for (int first = 0; first < count; first += step)
            RunPart(first, step);
        // Not to be collected, and the session let go of, while the network runs.
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Release();
        GC.SuppressFinalize(this);
    }

    private void RunPart(int first, int count)
    {
        SessionGraph graph = _session.Graph;
        using var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance,
            _pixels.AsMemory(first * _network.Settings.PixelCount, count * _network.Settings.PixelCount),
            [count, .. graph.InputShape]
        );
        using OrtIoBinding binding = _session.CreateBinding();
        binding.BindInput(graph.InputName, input);
        // How many boxes there are may depend on the images: the room for them is the runtime's.
        binding.BindOutputToDevice(graph.OutputName, OrtMemoryInfo.DefaultInstance);
        _session.Run(_runOptions, binding);
        using IDisposableReadOnlyCollection<OrtValue> outputs = binding.GetOutputValues();
        long[] shape = outputs[0].GetTensorTypeAndShape().Shape;
        ReadOnlySpan<float> values = outputs[0].GetTensorDataAsSpan<float>();
        for (int i = 0; i < count; i++)
        {
            DetectionEngine.Write(_candidates.Read(values, shape, i), _places[first + i], _objects.AsSpan((first + i) * _width, _width));
        }
    }
}
