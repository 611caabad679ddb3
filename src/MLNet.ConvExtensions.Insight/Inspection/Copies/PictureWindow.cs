namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>A part of a picture, relative to its width and height.</summary>
internal readonly record struct PictureWindow(double Left, double Top, double Width, double Height)
{
    public static PictureWindow Whole { get; } = new(0, 0, 1, 1);

    public double Area => Width * Height;

    public bool IsInside =>
        Left >= -1e-9 && Top >= -1e-9 && Left + Width <= 1 + 1e-9 && Top + Height <= 1 + 1e-9 && Width > 0 && Height > 0;
}
