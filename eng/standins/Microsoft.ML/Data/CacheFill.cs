using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Some columns of a view as they come into memory. Readers may follow while a thread fills them.</summary>
internal sealed class CacheFill
{
    private readonly object _lock = new();
    private RowBatch[] _chunks = [];
    private int _chunkCount;
    private long _count;
    private bool _done;
    private Exception? _error;

    public CacheFill(IDataView input, DataViewSchema.Column[] columns)
    {
        DataViewRowCursor cursor = input.GetRowCursor(columns);
        Task.Factory.StartNew(() => ReadAll(cursor, columns), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The number of rows, once it is known.</summary>
    public long? FinalCount
    {
        get
        {
            lock (_lock)
                return _done && _error == null ? _count : null;
        }
    }

    /// <summary>The chunk that holds a row, when it is there; null if there is no such row.</summary>
    public RowBatch? WaitFor(long row)
    {
        lock (_lock)
        {
            while (row >= _count && !_done)
                Monitor.Wait(_lock);
            if (_error != null)
                throw Contracts.Except(null, _error, "Reading the rows to cache failed.");
            return row < _count ? _chunks[row / CacheBlocks.BlockRows] : null;
        }
    }

    public long WaitForCount()
    {
        WaitFor(long.MaxValue);
        return _count;
    }

    private void ReadAll(DataViewRowCursor cursor, DataViewSchema.Column[] columns)
    {
        try
        {
            using (cursor)
            {
                var reader = new RowBatchReader(cursor, columns);
                RowBatch chunk = reader.NewBatch(CacheBlocks.BlockRows);
                while (cursor.MoveNext())
                {
                    reader.Read(chunk, chunk.Count++);
                    if (chunk.Count == chunk.Capacity)
                    {
                        Publish(chunk, done: false);
                        chunk = reader.NewBatch(CacheBlocks.BlockRows);
                    }
                }

                Publish(chunk, done: true);
            }
        }
        catch (Exception error)
        {
            lock (_lock)
            {
                _error = error;
                _done = true;
                Monitor.PulseAll(_lock);
            }
        }
    }

    private void Publish(RowBatch chunk, bool done)
    {
        lock (_lock)
        {
            if (_chunkCount == _chunks.Length)
                Array.Resize(ref _chunks, Math.Max(16, 2 * _chunks.Length));
            _chunks[_chunkCount++] = chunk;
            _count += chunk.Count;
            _done = done;
            Monitor.PulseAll(_lock);
        }
    }
}
