using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace MLNet.ConvExtensions.Runtime;

/// <summary>
/// The ONNX Runtime session of a network, shared by every cursor and prediction engine of a transformer. It is freed when
/// its owner and the last of its users have let go of it, so that disposing a transformer never pulls the session from under a run.
/// </summary>
internal sealed class NetworkSession : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Type _owner;
    private readonly InferenceSession _session;
    private int _users = 1;
    private long _runs;
    private bool _disposed;

    /// <param name="graph">The network.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="owner">The type that is named when the session is used after it was disposed.</param>
    /// <exception cref="NativeLibraryException">The application lacks ONNX Runtime's native library.</exception>
    public NetworkSession(SessionGraph graph, SessionDevice device, Type owner)
    {
        Graph = graph;
        _owner = owner;
        OnnxRuntimeLibrary.Open();
        try
        {
            using SessionOptions sessionOptions = CreateOptions(device);
            _session = new InferenceSession(graph.ToBytes(), sessionOptions);
        }
        catch (OnnxRuntimeException e)
        {
            throw Refused(e);
        }
    }

    public SessionGraph Graph { get; }

    /// <summary>How often the network has run.</summary>
    public long Runs => Interlocked.Read(ref _runs);

    /// <summary>Counts one more user in. Every call is answered by one of <see cref="Release"/>.</summary>
    public void Acquire()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, _owner);
            _users++;
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            if (--_users == 0)
                _session.Dispose();
        }
    }

    /// <summary>The owner lets go. A second call does nothing.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        Release();
    }

    public OrtIoBinding CreateBinding() => _session.CreateIoBinding();

    /// <exception cref="OnnxNetworkException">ONNX Runtime can't compute the network.</exception>
    public void Run(RunOptions options, OrtIoBinding binding)
    {
        Interlocked.Increment(ref _runs);
        try
        {
            _session.RunWithBinding(options, binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw Refused(e);
        }
    }

    private OnnxNetworkException Refused(OnnxRuntimeException e) => new($"ONNX Runtime can't run {Graph.Name}: {e.Message}", e);

    private static SessionOptions CreateOptions(SessionDevice device)
    {
        var session = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        try
        {
            if (device.Gpu is int gpu)
                AppendGpu(session, gpu, device);
            else
                OneThreadPerRun(session);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    // On a CPU every core takes an image through decoding and network by itself: no core waits for another within a run.
    private static void OneThreadPerRun(SessionOptions session)
    {
        session.IntraOpNumThreads = 1;
        session.InterOpNumThreads = 1;
    }

    private static void AppendGpu(SessionOptions session, int gpu, SessionDevice device)
    {
        try
        {
            session.AppendExecutionProvider_CUDA(gpu);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            string message =
                $"GPU {gpu} can't be used: {e.Message} "
                + $"An application that runs on CUDA references the package {OnnxRuntimeLibrary.CudaPackage}, "
                + "and CUDA and cuDNN are installed.";
            if (!device.FallbackToCpu)
            {
                throw new InvalidOperationException($"{message} Leave GpuDeviceId out, or set FallbackToCpu, to run on the CPU.", e);
            }

            device.Logger?.LogWarning("{Message} Running on the CPU.", message);
            OneThreadPerRun(session);
        }
    }
}
