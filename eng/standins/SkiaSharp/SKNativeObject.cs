namespace SkiaSharp;

public abstract class SKNativeObject : IDisposable
{
    private int _disposed;

    private protected SKNativeObject()
    {
    }

    ~SKNativeObject() => Dispose(false);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            DisposeNative();
    }

    protected virtual void DisposeNative()
    {
    }
}
