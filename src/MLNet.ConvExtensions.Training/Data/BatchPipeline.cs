using System.Runtime.ExceptionServices;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Batches of samples, made by workers ahead of the network where making them takes time. The batches lie in a ring that is used again and
/// again; each is made by one worker from its number alone, so that the workers' number and pace change nothing.
/// </summary>
internal sealed class BatchPipeline : IBatchSource
{
    private const int None = -1;

    private readonly Lock _start = new();
    private readonly object _monitor = new();
    private readonly BatchMaker _maker;
    private readonly Slot[] _slots;
    private readonly Thread[] _threads;
    private readonly SampleWorkspace _own;
    private int _next;
    private int _given;
    private int _busy;
    private bool _running;
    private bool _closed;

    /// <param name="samples">What batches are made of.</param>
    /// <param name="shape">What the network takes of each.</param>
    /// <param name="options">The batches; with fewer samples than a batch has, there is one of all of them.</param>
    /// <exception cref="ArgumentException">There are no samples, or they don't have that shape.</exception>
    public BatchPipeline(TrainingSamples samples, SampleShape shape, BatchPipelineOptions options)
    {
        if (samples.Count == 0)
            throw new ArgumentException("There are no rows to make batches of.");
        options = options with { BatchSize = Math.Min(options.BatchSize, samples.Count) };
        _maker = new BatchMaker(samples, shape, options);
        Samples = samples.Count;
        BatchesPerEpoch = (samples.Count + options.BatchSize - 1) / options.BatchSize;
        // Two views of a single sample have nothing to be compared with.
        if (options.Views == SampleViews.Pair && samples.Count % options.BatchSize == 1)
            BatchesPerEpoch--;
        int workers =
            options.Workers
            ?? (
                samples.Store.IsSlow ? Math.Max(1, Environment.ProcessorCount)
                : options.Augmentation is null ? 0
                : 1
            );
        _slots = new Slot[workers == 0 ? 1 : workers + 2];
        for (int i = 0; i < _slots.Length; i++)
            _slots[i] = new Slot(_maker.CreateBatch());
        _own = _maker.CreateWorkspace();
        _threads = new Thread[workers];
        for (int i = 0; i < workers; i++)
        {
            _threads[i] = new Thread(Work)
            {
                IsBackground = true,
                Name = $"Batches {i}",
                Priority = ThreadPriority.BelowNormal,
            };
            _threads[i].Start();
        }
    }

    public int Samples { get; }

    public int BatchesPerEpoch { get; }

    public int RowsPerSample => _maker.RowsPerSample;

    public void Start(int epoch, int batch)
    {
        lock (_start)
        {
            lock (_monitor)
            {
                _running = false;
                while (_busy > 0)
                    Monitor.Wait(_monitor);
                _maker.Begin(epoch);
                foreach (Slot slot in _slots)
                    slot.Number = None;
                (_next, _given) = (batch, batch - 1);
                _running = true;
                Monitor.PulseAll(_monitor);
            }
        }
    }

    public TrainingBatch? Next(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_given + 1 >= BatchesPerEpoch)
            return null;
        if (_threads.Length == 0)
        {
            _maker.Make(++_given, _slots[0].Batch, _own);
            return _slots[0].Batch;
        }

        lock (_monitor)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (!_running)
                throw new InvalidOperationException("The batches must be started first.");
            // The batch given before is free now.
            _given++;
            Monitor.PulseAll(_monitor);
            Slot slot = _slots[_given % _slots.Length];
            while (slot.Number != _given)
            {
                Monitor.Wait(_monitor, millisecondsTimeout: 100);
                if (!cancellation.IsCancellationRequested)
                    continue;
                _given--;
                throw new OperationCanceledException(cancellation);
            }

            slot.Failure?.Throw();
            return slot.Batch;
        }
    }

    public void Dispose()
    {
        lock (_monitor)
        {
            _closed = true;
            Monitor.PulseAll(_monitor);
        }

        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void Work()
    {
        SampleWorkspace workspace = _maker.CreateWorkspace();
        while (Take() is int number)
        {
            Slot slot = _slots[number % _slots.Length];
            slot.Failure = null;
            try
            {
                _maker.Make(number, slot.Batch, workspace);
            }
            catch (Exception e)
            {
                slot.Failure = ExceptionDispatchInfo.Capture(e);
            }

            lock (_monitor)
            {
                slot.Number = number;
                _busy--;
                Monitor.PulseAll(_monitor);
            }
        }
    }

    /// <summary>The number of the next batch to make, once there is room for it; null when the epoch is over.</summary>
    private int? Take()
    {
        lock (_monitor)
        {
            // The batch that the caller has, and those that it hasn't got yet, are not to be written over.
            while (!_closed && !(_running && _next < BatchesPerEpoch && _next < Math.Max(_given, 0) + _slots.Length))
                Monitor.Wait(_monitor);
            if (_closed)
                return null;
            _busy++;
            return _next++;
        }
    }

    private sealed class Slot(TrainingBatch batch)
    {
        public TrainingBatch Batch => batch;

        public int Number { get; set; } = None;

        public ExceptionDispatchInfo? Failure { get; set; }
    }
}
