using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Rows;

/// <summary>Computes the features of single rows, as a prediction engine asks for them. Each row object has buffers of its own.</summary>
internal sealed class RowStageMapper(RowStage stage, DataViewSchema inputSchema) : IRowToRowMapper
{
    private readonly (int Index, ImageColumnKind Kind) _images = stage.FindInput(inputSchema);

    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema { get; } = stage.GetOutputSchema(inputSchema);

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        int features = OutputSchema.Count - 1;
        return [.. dependingColumns.Select(c => c.Index == features ? _images.Index : c.Index).Distinct().Select(i => inputSchema[i])];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        int features = OutputSchema.Count - 1;
        return new Row(stage, OutputSchema, input, _images, activeColumns.Any(c => c.Index == features));
    }

    private sealed class Row : DataViewRow
    {
        private readonly RowStage _stage;
        private readonly DataViewRow _input;
        private readonly ColumnReader? _reader;
        private readonly RowJob? _job;
        private readonly RowWorkspace? _workspace;
        private bool _disposed;

        public Row(RowStage stage, DataViewSchema schema, DataViewRow input, (int Index, ImageColumnKind Kind) images, bool features)
        {
            _stage = stage;
            _input = input;
            Schema = schema;
            if (!features)
                return;
            _reader = stage.CreateReader(input, images, places: 1);
            _job = new RowJob(stage.Engine.Width, cache: null, _reader, firstPlace: 0, capacity: 1);
            _workspace = stage.Engine.CreateWorkspace(capacity: 1);
        }

        public override DataViewSchema Schema { get; }

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            column.Index == Schema.Count - 1 ? _job is not null : _input.IsColumnActive(_input.Schema[column.Index]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index < Schema.Count - 1)
                return _input.GetGetter<TValue>(_input.Schema[column.Index]);
            if (_job is null)
                throw new ArgumentOutOfRangeException(
                    nameof(column),
                    $"Column '{column.Name}' is not active in this row: ask for it when the row is made."
                );
            return (ValueGetter<VBuffer<float>>)GetFeatures as ValueGetter<TValue>
                ?? throw new InvalidOperationException(
                    $"Column '{column.Name}' has values of type {column.Type.RawType}; {typeof(TValue)} was asked for."
                );
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            // ML.NET's rows of a chain dispose those that they wrap more than once.
            if (disposing && !_disposed)
            {
                _disposed = true;
                _job?.Dispose();
                _workspace?.Dispose();
                _input.Dispose();
            }

            base.Dispose(disposing);
        }

        private void GetFeatures(ref VBuffer<float> value)
        {
            _reader!.Take(0);
            _job!.Begin(1);
            _job.Run(_workspace!);
            if (_job.TryGet(0, out ReadOnlySpan<float> features, out Exception? failure))
                _stage.SetFeatures(features, ref value);
            else
                _stage.SetMissing(_input.Position, failure!, ref value);
        }
    }
}
