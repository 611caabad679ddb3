namespace MLNet.ConvExtensions.Rows;

/// <summary>
/// Threads of a cursor's own that take its jobs in turn, each with a workspace. Their number bounds what runs at a time, whatever the
/// thread pool does. They know of the jobs at hand only, not of the cursor, which can be collected when it was forgotten.
/// </summary>
internal sealed class WorkerCrew : IDisposable
{
    private readonly Queue<RowJob> _waiting = new();
    private readonly Thread[] _threads;
    private bool _closed;

    public WorkerCrew(IReadOnlyCollection<RowWorkspace> workspaces)
    {
        _threads = [.. workspaces.Select(w => new Thread(() => Work(w)) { IsBackground = true, Name = "ConvFeatures worker" })];
        foreach (Thread thread in _threads)
            thread.Start();
    }

    public void Add(RowJob job)
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

    private void Work(RowWorkspace workspace)
    {
        while (true)
        {
            RowJob? job;
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
