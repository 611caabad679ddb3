namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Shares work out among the processes that have the same work folder. All of them take the same decisions from the same scores; what takes
/// time is done by one and read by the others. So any number of workers finds what one finds, and none waits for one that isn't there.
/// </summary>
internal sealed class SharedWork : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly Journal _journal;
    private readonly Claims? _claims;

    /// <param name="options">The comparison's; without a worker's number nothing is shared.</param>
    /// <param name="journal">What is done.</param>
    public SharedWork(FeatureComparisonOptions options, Journal journal)
    {
        _journal = journal;
        _claims = options.WorkerNumber is { } worker ? new Claims(options.WorkFolder!, worker) : null;
    }

    /// <summary>Waits until all fits are in the journal, and does those that nobody else does.</summary>
    /// <param name="fits">What the journal knows each by, and what computes and notes it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public void Complete(IEnumerable<(string Key, Action Compute)> fits, CancellationToken cancellation)
    {
        if (_claims is null)
            return;
        List<(string Key, Action Compute)> missing = [.. fits.Where(f => _journal.Find(f.Key) is null)];
        while (missing.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            _journal.Refresh();
            missing.RemoveAll(f => _journal.Find(f.Key) is not null);
            if (missing.FindIndex(f => _claims.TryTake(f.Key)) is >= 0 and var mine)
                Compute(missing[mine]);
            else if (missing.Count > 0)
                cancellation.WaitHandle.WaitOne(Poll);
        }
    }

    /// <summary>Does something that only one worker is to do at a time.</summary>
    public void Alone(string work, Action action, CancellationToken cancellation)
    {
        while (_claims?.TryTake(work) == false)
        {
            cancellation.ThrowIfCancellationRequested();
            cancellation.WaitHandle.WaitOne(Poll);
        }

        try
        {
            action();
        }
        finally
        {
            _claims?.Release();
        }
    }

    public void Dispose() => _claims?.Dispose();

    private void Compute((string Key, Action Compute) fit)
    {
        try
        {
            // It may have been done between the look into the journal and the claim.
            _journal.Refresh();
            if (_journal.Find(fit.Key) is not null)
                return;
            fit.Compute();
            _journal.Save();
        }
        finally
        {
            _claims!.Release();
        }
    }
}
