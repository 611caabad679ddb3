namespace Microsoft.ML.Data;

/// <summary>A cursor that moves with another one and changes only the columns.</summary>
internal abstract class SynchronizedCursorBase : DataViewRowCursor
{
    // The innermost cursor is the one to move: a chain of ten transforms needn't pass each step on ten times.
    private readonly DataViewRowCursor _root;

    protected SynchronizedCursorBase(DataViewRowCursor input)
    {
        Input = input;
        _root = input is SynchronizedCursorBase inner ? inner._root : input;
    }

    public sealed override long Position => _root.Position;

    public sealed override long Batch => _root.Batch;

    protected DataViewRowCursor Input { get; }

    public sealed override bool MoveNext() => _root.MoveNext();

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
