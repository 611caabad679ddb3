using Microsoft.ML;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Rows;

/// <summary>The input with the column of vectors added. Nothing is read, decoded or computed before a cursor asks for them.</summary>
internal sealed class RowStageView : IDataView
{
    private readonly RowStage _stage;
    private readonly IDataView _input;
    private readonly (int Index, ImageColumnKind Kind) _images;

    public RowStageView(RowStage stage, IDataView input)
    {
        _stage = stage;
        _input = input;
        _images = stage.FindInput(input.Schema);
        Schema = stage.GetOutputSchema(input.Schema);
    }

    public bool CanShuffle => _input.CanShuffle;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        (List<DataViewSchema.Column> active, bool features) = Split(columnsNeeded);
        return Wrap(_input.GetRowCursor(InputColumns(active, features), rand), active, features, _stage.Settings.NumberOfThreads);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        (List<DataViewSchema.Column> active, bool features) = Split(columnsNeeded);
        DataViewRowCursor[] cursors = _input.GetRowCursorSet(InputColumns(active, features), n, rand);
        // The cursors run side by side: together they get the workers that one alone would have.
        int each = Math.Max(1, _stage.Settings.NumberOfThreads / cursors.Length);
        var wrapped = new DataViewRowCursor[cursors.Length];
        for (int i = 0; i < cursors.Length; i++)
        {
            try
            {
                wrapped[i] = Wrap(cursors[i], active, features, each);
            }
            catch
            {
                foreach (DataViewRowCursor other in wrapped[..i].Concat(cursors[(i + 1)..]))
                    other.Dispose();
                throw;
            }
        }

        return wrapped;
    }

    private DataViewRowCursor Wrap(DataViewRowCursor input, List<DataViewSchema.Column> active, bool features, int parallelism)
    {
        try
        {
            return features ? new RowStageCursor(_stage, Schema, input, active, _images, parallelism) : new PassingCursor(Schema, input);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private (List<DataViewSchema.Column> Active, bool Features) Split(IEnumerable<DataViewSchema.Column> columns)
    {
        List<DataViewSchema.Column> all = [.. columns];
        int features = Schema.Count - 1;
        return ([.. all.Where(c => c.Index != features)], all.Any(c => c.Index == features));
    }

    private IEnumerable<DataViewSchema.Column> InputColumns(List<DataViewSchema.Column> active, bool features)
    {
        IEnumerable<int> indices = active.Select(c => c.Index);
        if (features)
            indices = indices.Append(_images.Index);
        return [.. indices.Distinct().Select(i => _input.Schema[i])];
    }

    /// <summary>The input's own rows, when nobody asks for the features.</summary>
    private sealed class PassingCursor(DataViewSchema schema, DataViewRowCursor input) : DataViewRowCursor
    {
        public override DataViewSchema Schema => schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool MoveNext() => input.MoveNext();

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            column.Index < schema.Count - 1 && input.IsColumnActive(input.Schema[column.Index]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            column.Index < schema.Count - 1
                ? input.GetGetter<TValue>(input.Schema[column.Index])
                : throw new ArgumentOutOfRangeException(
                    nameof(column),
                    $"Column '{column.Name}' is not active in this cursor: ask for it when the cursor is made."
                );

        public override ValueGetter<Microsoft.ML.Data.DataViewRowId> GetIdGetter() => input.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
