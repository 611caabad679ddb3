using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Rows;

/// <summary>
/// Reads rows a few batches ahead, lets workers decode and compute them, and hands them out in their order, each with its features.
/// </summary>
/// <remarks>
/// The rows read ahead lie in a ring of jobs; every active column's values lie beside them in buffers of the same places. The input
/// cursor is touched by the caller's thread alone. When the input fails, the rows before it are handed out first.
/// </remarks>
internal sealed class RowStageCursor : DataViewRowCursor
{
    private readonly RowStage _stage;
    private readonly DataViewRowCursor _input;
    private readonly RowJob[] _jobs;
    private readonly ColumnReader _reader;
    private readonly ColumnBuffer?[] _buffers;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private readonly int _batchSize;
    private readonly RowWorkspace[] _workspaces;
    private WorkerCrew? _crew;
    private ExceptionDispatchInfo? _inputFailure;
    private bool _inputEnded;
    private bool _started;
    private bool _disposed;
    private int _job;
    private int _row;
    private long _position = -1;

    public RowStageCursor(
        RowStage stage,
        DataViewSchema schema,
        DataViewRowCursor input,
        IEnumerable<DataViewSchema.Column> active,
        (int Index, ImageColumnKind Kind) images,
        int parallelism
    )
    {
        Schema = schema;
        _stage = stage;
        _input = input;
        _batchSize = stage.Settings.BatchSize;
        int jobs = 2 * parallelism + 1,
            places = jobs * _batchSize;
        _ids = new DataViewRowId[places];
        _batches = new long[places];
        _idGetter = input.GetIdGetter();
        _buffers = new ColumnBuffer?[schema.Count];
        foreach (DataViewSchema.Column column in active)
            _buffers[column.Index] = ColumnBuffer.Create(input, input.Schema[column.Index], places);
        _reader = stage.CreateReader(input, images, places);
        _jobs = new RowJob[jobs];
        _workspaces = new RowWorkspace[parallelism];
        try
        {
            for (int i = 0; i < jobs; i++)
                _jobs[i] = new RowJob(stage.Engine.Width, stage.Cache, _reader, i * _batchSize, _batchSize);
            for (int i = 0; i < parallelism; i++)
                _workspaces[i] = stage.Engine.CreateWorkspace(_batchSize);
        }
        catch
        {
            Release();
            throw;
        }
    }

    // A cursor that was forgotten must not keep its threads waiting for ever.
    ~RowStageCursor() => _crew?.Close();

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => _position < 0 ? 0 : _batches[Place];

    private int Place => _job * _batchSize + _row;

    public override bool MoveNext()
    {
        if (_disposed)
            return false;
        if (!_started)
        {
            _started = true;
            _crew = new WorkerCrew(_workspaces);
            foreach (RowJob job in _jobs)
                ReadAhead(job);
        }
        else if (_row + 1 < _jobs[_job].Count)
        {
            _row++;
            _position++;
            return true;
        }
        else if (_jobs[_job].Count > 0)
        {
            ReadAhead(_jobs[_job]);
            _job = (_job + 1) % _jobs.Length;
        }

        _jobs[_job].Wait();
        if (_jobs[_job].Count == 0)
        {
            _inputFailure?.Throw();
            Dispose();
            _position = -1;
            return false;
        }

        _row = 0;
        _position++;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        column.Index == Schema.Count - 1 || _buffers[column.Index] is not null;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Delegate getter =
            column.Index == Schema.Count - 1
                ? (ValueGetter<VBuffer<float>>)GetFeatures
                : _buffers[column.Index]?.GetGetter(CheckedPlace)
                    ?? throw new ArgumentOutOfRangeException(
                        nameof(column),
                        $"Column '{column.Name}' is not active in this cursor: ask for it when the cursor is made."
                    );
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"Column '{column.Name}' has values of type {column.Type.RawType}; {typeof(TValue)} was asked for."
            );
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[CheckedPlace()];

    protected override void Dispose(bool disposing)
    {
        if (!_disposed)
        {
            _disposed = true;
            if (disposing)
            {
                _crew?.Dispose();
                Release();
                _input.Dispose();
            }
        }

        if (disposing)
            GC.SuppressFinalize(this);
        base.Dispose(disposing);
    }

    private void Release()
    {
        foreach (RowJob? job in _jobs)
            job?.Dispose();
        foreach (RowWorkspace? workspace in _workspaces)
            workspace?.Dispose();
    }

    private int CheckedPlace() =>
        _position >= 0 && !_disposed
            ? Place
            : throw new InvalidOperationException("The cursor stands on no row: call MoveNext first, and stop when it returns false.");

    private void GetFeatures(ref VBuffer<float> value)
    {
        CheckedPlace();
        if (_jobs[_job].TryGet(_row, out ReadOnlySpan<float> features, out Exception? failure))
            _stage.SetFeatures(features, ref value);
        else
            _stage.SetMissing(_position, failure!, ref value);
    }

    private void ReadAhead(RowJob job)
    {
        int first = Array.IndexOf(_jobs, job) * _batchSize,
            count = 0;
        try
        {
            while (count < _batchSize && !_inputEnded)
            {
                if (!_input.MoveNext())
                {
                    _inputEnded = true;
                    break;
                }

                int place = first + count;
                _reader.Take(place);
                foreach (ColumnBuffer? buffer in _buffers)
                    buffer?.Take(place);
                _idGetter(ref _ids[place]);
                _batches[place] = _input.Batch;
                count++;
            }
        }
        catch (Exception e)
        {
            _inputFailure = ExceptionDispatchInfo.Capture(e);
            _inputEnded = true;
        }

        if (count == 0)
        {
            job.BeginEmpty();
            return;
        }

        job.Begin(count);
        _crew!.Add(job);
    }
}
