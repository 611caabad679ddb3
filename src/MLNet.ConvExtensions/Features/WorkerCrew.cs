namespace MLNet.ConvExtensions.Features;

/// <summary>Threads of a cursor's own that take its jobs in turn. Their number bounds what runs at a time, whatever the thread pool does.</summary>
internal sealed class WorkerCrew : IDisposable
{
    private readonly Queue<FeatureJob> _waiting = new();
    private readonly Thread[] _threads;
    private bool _closed;

    public WorkerCrew(int size)
    {
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

    /// <summary>Waits for the jobs at hand and ends the threads.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            _closed = true;
            Monitor.PulseAll(_waiting);
        }

        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void Work()
    {
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

            job.Run();
        }
    }
}
