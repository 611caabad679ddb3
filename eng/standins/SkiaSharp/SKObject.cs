namespace SkiaSharp;

public abstract class SKObject : SKNativeObject
{
    private protected SKObject()
    {
    }
}
