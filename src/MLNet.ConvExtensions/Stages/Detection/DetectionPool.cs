using System.Collections.Concurrent;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>Finds objects in single images, for any number of threads, of which as many compute as the options say.</summary>
internal sealed class DetectionPool : IDisposable
{
    private readonly DetectionEngine _engine;
    private readonly Type _owner;
    private readonly int _places;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<RowWorkspace> _idle = [];
    private volatile bool _disposed;

    public DetectionPool(DetectorNetwork network, DetectionOptions options, Type owner)
    {
        options.Validate();
        _engine = new DetectionEngine(network, options, owner);
        _owner = owner;
        _places = options.EffectiveThreads;
        _free = new SemaphoreSlim(_places);
    }

    /// <summary>Decodes an image with the tools that it is given.</summary>
    public delegate void Decoding(ImageDecoder decoder, PixelBuffer into);

    /// <summary>Uses what was found, while the image is still there.</summary>
    public delegate T Use<out T>(IReadOnlyList<DetectedObject> objects, PixelBuffer image);

    /// <summary>The places in which images are computed at the same time.</summary>
    public int Places => _places;

    /// <exception cref="ImageInputException">The image can't be read.</exception>
    public T Detect<T>(Decoding decode, Use<T> use)
    {
        ObjectDisposedException.ThrowIf(_disposed, _owner);
        _free.Wait();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, _owner);
            if (!_idle.TryTake(out RowWorkspace? workspace))
                workspace = _engine.CreateWorkspace(capacity: 1);
            try
            {
                return Detect(workspace, decode, use);
            }
            finally
            {
                _idle.Add(workspace);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>What comes of many images, a few ahead of the one that is asked for, in their order.</summary>
    public IEnumerable<T> Each<T>(IEnumerable<string> paths, Func<string, T> detect)
    {
        var ahead = new Queue<Task<T>>();
        foreach (string path in paths)
        {
            ahead.Enqueue(Task.Run(() => detect(path)));
            if (ahead.Count > 2 * _places)
                yield return ahead.Dequeue().GetAwaiter().GetResult();
        }

        while (ahead.TryDequeue(out Task<T>? next))
            yield return next.GetAwaiter().GetResult();
    }

    /// <summary>Waits for what is computed, and lets go of the session. A second call does nothing.</summary>
    public void Dispose()
    {
        lock (_idle)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        // Whoever has every place knows that nobody computes. Those who still wait for one are told then.
        for (int i = 0; i < _places; i++)
            _free.Wait();
        while (_idle.TryTake(out RowWorkspace? workspace))
            workspace.Dispose();
        _engine.Dispose();
        _free.Release(_places);
    }

    private T Detect<T>(RowWorkspace workspace, Decoding decode, Use<T> use)
    {
        ImageWorkspace images = workspace.Images!;
        Span<float> input = workspace.Batch.InputOf(0);
        decode(images.Decoder, images.Image);
        images.Preprocessor.Write(images.Image, input[..^DetectionReader.SizeNumbers]);
        DetectionReader.WriteSize(images.Image, input);
        workspace.Batch.Run(1);
        return use(DetectionEngine.Read(workspace.Batch.Outputs(1), _engine.Network.Settings), images.Image);
    }
}
