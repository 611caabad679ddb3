namespace MLNet.ConvExtensions.Features;

/// <summary>
/// Threads of a cursor's own that take its jobs in turn, each with a workspace. Their number bounds what runs at a time, whatever the
/// thread pool does. They know of the jobs at hand only, not of the cursor, which can be collected when it was forgotten.
/// </summary>
internal sealed class WorkerCrew : IDisposable
{
    private readonly Queue<FeatureJob> _waiting = new();
    private readonly Thread[] _threads;
    private readonly Func<ImageWorkspace> _createWorkspace;
    private bool _closed;

    public WorkerCrew(int size, Func<ImageWorkspace> createWorkspace)
    {
        _createWorkspace = createWorkspace;
        _threads = new Thread[size];
        for (int i = 0; i < size; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "ConvFeatures worker" };
            _threads[i].Start();
        }
    }

    public void Add(FeatureJob job)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(job);
            Monitor.Pulse(_waiting);
        }
    }

    /// <summary>Lets the threads end when the jobs at hand are done.</summary>
    public void Close()
    {
        lock (_waiting)
        {
            _closed = true;
            Monitor.PulseAll(_waiting);
        }
    }

    /// <summary>Waits for the jobs at hand and ends the threads.</summary>
    public void Dispose()
    {
        Close();
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void Work()
    {
        ImageWorkspace workspace = _createWorkspace();
        while (true)
        {
            FeatureJob? job;
            lock (_waiting)
            {
                while (!_waiting.TryDequeue(out job))
                {
                    if (_closed)
                        return;
                    Monitor.Wait(_waiting);
                }
            }

            job.Run(workspace);
        }
    }
}
