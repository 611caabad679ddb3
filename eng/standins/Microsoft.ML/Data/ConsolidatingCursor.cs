using System.Collections.Concurrent;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Joins cursors that share the rows of a view. Each is read on a thread of its own, and the batches come out in the order of
/// their numbers: that of the rows in the view.
/// </summary>
internal sealed class ConsolidatingCursor : RowBatchCursor
{
    private readonly Worker[] _workers;
    private readonly CancellationTokenSource _stop = new();
    private Worker? _current;

    public ConsolidatingCursor(DataViewRowCursor[] inputs, DataViewSchema.Column[] active)
        : base(inputs[0].Schema, active)
    {
        int batchRows = DataViewUtils.BatchRows(active);
        _workers = [.. inputs.Select(input => new Worker(input, active, batchRows, _stop.Token))];
    }

    public override long Batch => 0;

    protected override bool MoveNextCore()
    {
        if (Current != null && ++Index < Current.Count)
            return true;
        _current?.Recycle(Current!);

        // A batch is the next one only if no other thread can still come with one before it, so all have to show theirs.
        _current = null;
        foreach (Worker worker in _workers)
        {
            if (worker.Peek() is { } head && (_current == null || head.Number < _current.Peek()!.Number))
                _current = worker;
        }

        Current = _current?.Take();
        Index = 0;
        return Current != null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Whoever disposes a cursor may dispose next what its rows are computed with.
            _stop.Cancel();
            Task.WaitAll(_workers.Select(worker => worker.Task));
        }

        base.Dispose(disposing);
    }

    private sealed class Worker
    {
        private readonly BlockingCollection<RowBatch> _filled = new(2);
        private readonly ConcurrentBag<RowBatch> _spare = [];
        private readonly DataViewRowCursor _input;
        private readonly CancellationToken _stop;
        private volatile Exception? _error;
        private RowBatch? _head;

        public Worker(DataViewRowCursor input, DataViewSchema.Column[] active, int batchRows, CancellationToken stop)
        {
            _input = input;
            _stop = stop;
            Task = Task.Factory.StartNew(() => ReadAll(active, batchRows), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        public Task Task { get; }

        public RowBatch? Peek()
        {
            if (_head == null && !_filled.TryTake(out _head, Timeout.Infinite) && _error is { } error)
                throw Contracts.Except(null, error, "Computing rows on several threads failed.");
            return _head;
        }

        public RowBatch? Take()
        {
            RowBatch? batch = _head;
            _head = null;
            return batch;
        }

        public void Recycle(RowBatch batch)
        {
            batch.Count = 0;
            _spare.Add(batch);
        }

        private void ReadAll(DataViewSchema.Column[] active, int batchRows)
        {
            try
            {
                using DataViewRowCursor input = _input;
                var reader = new RowBatchReader(input, active);
                RowBatch? batch = null;
                while (!_stop.IsCancellationRequested && input.MoveNext())
                {
                    if (batch != null && (batch.Count == batch.Capacity || batch.Number != input.Batch))
                    {
                        _filled.Add(batch, _stop);
                        batch = null;
                    }

                    if (batch == null && !_spare.TryTake(out batch))
                        batch = reader.NewBatch(batchRows);
                    if (batch.Count == 0)
                        batch.Number = input.Batch;
                    reader.Read(batch, batch.Count++);
                }

                if (batch != null)
                    _filled.Add(batch, _stop);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Nobody reads on.
            }
            catch (Exception error)
            {
                _error = error;
            }
            finally
            {
                _filled.CompleteAdding();
            }
        }
    }
}
