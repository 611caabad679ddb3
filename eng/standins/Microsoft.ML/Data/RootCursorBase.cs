namespace Microsoft.ML.Data;

/// <summary>A cursor that moves by itself: it counts its rows and stays at the end once it got there.</summary>
internal abstract class RootCursorBase : DataViewRowCursor
{
    private long _position = -1;
    private bool _atEnd;

    public sealed override long Position => _position;

    protected bool IsGood => _position >= 0;

    public sealed override bool MoveNext()
    {
        if (_atEnd)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }

        // The position before the first row and after the last is the same: no row.
        _atEnd = true;
        _position = -1;
        Dispose();
        return false;
    }

    protected abstract bool MoveNextCore();

    protected override void Dispose(bool disposing)
    {
        _atEnd = true;
        _position = -1;
        base.Dispose(disposing);
    }
}
