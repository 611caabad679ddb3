using Microsoft.ML.OnnxRuntime;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Runtime;

/// <summary>
/// Room for the pixels of a batch of images and for their features, bound to the session once, so that a run copies nothing.
/// </summary>
internal sealed class NetworkBatch : IRowBatch
{
    private readonly NetworkSession _session = null!;
    private readonly RunOptions _runOptions = new();
    private readonly float[] _pixels;
    private readonly float[] _features;
    private readonly int _capacity;
    private readonly ConstantFeatures? _same;
    private Binding? _whole;

    /// <param name="session">The session.</param>
    /// <param name="capacity">The most images at a time.</param>
    /// <param name="same">Who is shown what comes of them; null for nobody.</param>
    public NetworkBatch(NetworkSession session, int capacity, ConstantFeatures? same = null)
    {
        _same = same;
        _capacity = capacity;
        _pixels = GC.AllocateUninitializedArray<float>(capacity * session.Graph.InputLength, pinned: true);
        _features = GC.AllocateUninitializedArray<float>(capacity * session.Graph.Width, pinned: true);
        session.Acquire();
        _session = session;
    }

    // ML.NET's prediction engines don't dispose the rows that they use; these let go of the session here.
    ~NetworkBatch() => _session?.Release();

    public Span<float> InputOf(int i) => _pixels.AsSpan(i * _session.Graph.InputLength, _session.Graph.InputLength);

    public ReadOnlySpan<float> Outputs(int count) => _features.AsSpan(0, count * _session.Graph.Width);

    public void Run(int count)
    {
        if (_session.Graph.OneByOne)
        {
            for (int i = 0; i < count; i++)
            {
                using var one = new Binding(this, i, 1);
                _session.Run(_runOptions, one.Io);
            }
        }
        else if (count == _capacity)
        {
            _whole ??= new Binding(this, 0, count);
            _session.Run(_runOptions, _whole.Io);
        }
        else
        {
            using var part = new Binding(this, 0, count);
            _session.Run(_runOptions, part.Io);
        }

        for (int i = 0; i < count && _same is not null; i++)
            _same.Look(InputOf(i), _features.AsSpan(i * _session.Graph.Width, _session.Graph.Width));

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

        public Binding(NetworkBatch batch, int first, int count)
        {
            SessionGraph graph = batch._session.Graph;
            _input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance,
                batch._pixels.AsMemory(first * graph.InputLength, count * graph.InputLength),
                [count, .. graph.InputShape]
            );
            _output = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance,
                batch._features.AsMemory(first * graph.Width, count * graph.Width),
                [count, graph.Width]
            );
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
