using System.Collections.Concurrent;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Lets several cursors share the rows of one: a thread of its own reads them, and each cursor takes the next batch.</summary>
internal sealed class CursorSplitter
{
    private readonly DataViewRowCursor _input;
    private readonly BlockingCollection<RowBatch> _filled;
    private readonly ConcurrentBag<RowBatch> _spare = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly int _batchRows;
    private readonly Task _task;
    private volatile Exception? _error;
    private int _open;

    private CursorSplitter(DataViewRowCursor input, DataViewSchema.Column[] active, int count)
    {
        _input = input;
        _batchRows = DataViewUtils.BatchRows(active);
        _filled = new BlockingCollection<RowBatch>(count);
        _open = count;
        _task = Task.Factory.StartNew(() => ReadAll(active), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public static DataViewRowCursor[] Split(DataViewRowCursor input, DataViewSchema.Column[] active, int count)
    {
        var splitter = new CursorSplitter(input, active, count);
        return [.. Enumerable.Range(0, count).Select(_ => new Part(splitter, input.Schema, active))];
    }

    private void ReadAll(DataViewSchema.Column[] active)
    {
        try
        {
            using DataViewRowCursor input = _input;
            var reader = new RowBatchReader(input, active);
            for (long number = 0; ; number++)
            {
                if (!_spare.TryTake(out RowBatch? batch))
                    batch = reader.NewBatch(_batchRows);
                batch.Number = number;
                for (batch.Count = 0; batch.Count < batch.Capacity && input.MoveNext(); batch.Count++)
                    reader.Read(batch, batch.Count);
                if (batch.Count > 0)
                    _filled.Add(batch, _stop.Token);
                if (batch.Count < batch.Capacity)
                    break;
            }
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

    private RowBatch? Next(RowBatch? done)
    {
        if (done != null)
            _spare.Add(done);
        if (_filled.TryTake(out RowBatch? batch, Timeout.Infinite))
            return batch;
        return _error is { } error ? throw Contracts.Except(null, error, "Reading the rows to share between cursors failed.") : null;
    }

    private void Close()
    {
        if (Interlocked.Decrement(ref _open) > 0)
            return;
        _stop.Cancel();
        _task.Wait();
    }

    private sealed class Part(CursorSplitter splitter, DataViewSchema schema, DataViewSchema.Column[] active) : RowBatchCursor(schema, active)
    {
        private bool _closed;

        public override long Batch => Current?.Number ?? 0;

        protected override bool MoveNextCore()
        {
            if (Current != null && ++Index < Current.Count)
                return true;
            Current = splitter.Next(Current);
            Index = 0;
            return Current != null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_closed)
            {
                _closed = true;
                splitter.Close();
            }

            base.Dispose(disposing);
        }
    }
}
