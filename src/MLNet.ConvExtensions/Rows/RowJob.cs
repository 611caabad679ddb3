using System.Runtime.ExceptionServices;

namespace MLNet.ConvExtensions.Rows;

/// <summary>
/// A batch of images on its way through decoding and computing. One bad image costs its own row only; a failure of the computation
/// itself is every row's.
/// </summary>
internal sealed class RowJob : IDisposable
{
    /// <summary>Stands for the position in the batch of an image that wasn't computed.</summary>
    private const int InCache = -1;

    private readonly ColumnReader _reader;
    private readonly int _firstPlace;
    private readonly float[] _features;
    private readonly int _width;
    private readonly Exception?[] _failures;
    private readonly int[] _positions;
    private readonly JobCache? _cache;

    // Whoever waits sleeps at once: every core has a worker, from which spinning would only take time.
    private readonly ManualResetEventSlim _done = new(initialState: true, spinCount: 0);

    private ExceptionDispatchInfo? _failure;

    public RowJob(int width, FeatureCache? cache, ColumnReader reader, int firstPlace, int capacity)
    {
        _reader = reader;
        _firstPlace = firstPlace;
        _width = width;
        _features = GC.AllocateUninitializedArray<float>(capacity * width);
        _cache = cache is null ? null : new JobCache(cache, capacity, width);
        _failures = new Exception?[capacity];
        _positions = new int[capacity];
    }

    /// <summary>How many rows of this job hold images.</summary>
    public int Count { get; private set; }

    /// <summary>Marks the job as waiting for a worker.</summary>
    public void Begin(int count)
    {
        Count = count;
        _done.Reset();
    }

    /// <summary>Decodes and computes. Never throws: what went wrong is kept for the row that asks.</summary>
    public void Run(RowWorkspace workspace)
    {
        try
        {
            _failure = null;
            int good = 0;
            for (int i = 0; i < Count; i++)
            {
                _failures[i] = null;
                _positions[i] = good;
                try
                {
                    if (_cache is not null && _cache.TryGet(i, _reader, _firstPlace + i))
                    {
                        _positions[i] = InCache;
                        continue;
                    }

                    _reader.Write(_firstPlace + i, workspace.Images, workspace.Batch.InputOf(good));
                    good++;
                }
                catch (Exception e) when (e is ImageInputException or SoundInputException)
                {
                    _failures[i] = e;
                }
            }

            if (good == 0)
                return;
            workspace.Batch.Run(good);
            workspace.Batch.Outputs(good).CopyTo(_features);
            for (int i = 0; i < Count && _cache is not null; i++)
            {
                if (_positions[i] != InCache && _failures[i] is null)
                    _cache.Add(i, FeaturesAt(_positions[i]));
            }
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            _done.Set();
        }
    }

    /// <summary>Marks the job as one without rows: the input has ended.</summary>
    public void BeginEmpty()
    {
        Count = 0;
        _failure = null;
    }

    public void Wait() => _done.Wait();

    /// <summary>The features of row <paramref name="i"/>, or why there are none.</summary>
    public bool TryGet(int i, out ReadOnlySpan<float> features, out Exception? failure)
    {
        _failure?.Throw();
        failure = _failures[i];
        features =
            failure is not null ? default
            : _positions[i] == InCache ? _cache!.FeaturesOf(i)
            : FeaturesAt(_positions[i]);
        return failure is null;
    }

    public void Dispose()
    {
        _done.Wait();
        _cache?.Dispose();
        _done.Dispose();
    }

    private ReadOnlySpan<float> FeaturesAt(int position) => _features.AsSpan(position * _width, _width);
}
