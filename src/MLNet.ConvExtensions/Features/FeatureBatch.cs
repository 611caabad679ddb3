using Microsoft.ML.OnnxRuntime;

namespace MLNet.ConvExtensions.Features;

/// <summary>Room for the pixels of a batch of images and for their features, bound to the session once, so that a run copies nothing.</summary>
internal sealed class FeatureBatch : IImageBatch
{
    private readonly NetworkSession _session = null!;
    private readonly RunOptions _runOptions = new();
    private readonly float[] _pixels;
    private readonly float[] _features;
    private readonly int _capacity;
    private Binding? _whole;

    public FeatureBatch(NetworkSession session, int capacity)
    {
        _capacity = capacity;
        _pixels = GC.AllocateUninitializedArray<float>(capacity * session.Graph.InputLength, pinned: true);
        _features = GC.AllocateUninitializedArray<float>(capacity * session.Graph.Width, pinned: true);
        session.Acquire();
        _session = session;
    }

    // ML.NET's prediction engines don't dispose the rows that they use; these let go of the session here.
    ~FeatureBatch() => _session?.Release();

    public Span<float> PixelsOf(int i) => _pixels.AsSpan(i * _session.Graph.InputLength, _session.Graph.InputLength);

    public ReadOnlySpan<float> Features(int count) => _features.AsSpan(0, count * _session.Graph.Width);

    public void Run(int count)
    {
        if (count == _capacity)
        {
            _whole ??= new Binding(this, count);
            _session.Run(_runOptions, _whole.Io);
        }
        else
        {
            using var part = new Binding(this, count);
            _session.Run(_runOptions, part.Io);
        }

        // Not to be collected, and the session let go of, while the network runs.
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        _whole?.Dispose();
        _runOptions.Dispose();
        _session.Release();
        GC.SuppressFinalize(this);
    }

    private sealed class Binding : IDisposable
    {
        private readonly OrtValue _input;
        private readonly OrtValue _output;

        public Binding(FeatureBatch batch, int count)
        {
            SessionGraph graph = batch._session.Graph;
            _input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, batch._pixels.AsMemory(0, count * graph.InputLength), [count, .. graph.InputShape]);
            _output = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, batch._features.AsMemory(0, count * graph.Width), [count, graph.Width]);
            Io = batch._session.CreateBinding();
            Io.BindInput(graph.InputName, _input);
            Io.BindOutput(graph.OutputName, _output);
        }

        public OrtIoBinding Io { get; }

        public void Dispose()
        {
            Io.Dispose();
            _output.Dispose();
            _input.Dispose();
        }
    }
}
