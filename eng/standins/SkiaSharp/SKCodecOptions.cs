namespace SkiaSharp;

public struct SKCodecOptions
{
    public static readonly SKCodecOptions Default = new(0);

    public SKCodecOptions(int frameIndex)
        : this(frameIndex, -1)
    {
    }

    public SKCodecOptions(int frameIndex, int priorFrame)
    {
        FrameIndex = frameIndex;
        PriorFrame = priorFrame;
    }

    public int FrameIndex { readonly get; set; }

    public int PriorFrame { readonly get; set; }
}
