namespace SkiaSharp;

public class SKPaint : SKObject
{
    public SKFilterQuality FilterQuality { get; set; }

    public SKColorFilter? ColorFilter { get; set; }
}
