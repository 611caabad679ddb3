namespace SkiaSharp;

/// <summary>Where row 0 and column 0 of the stored image lie in the upright picture, numbered as in EXIF.</summary>
public enum SKEncodedOrigin
{
    TopLeft = 1,
    TopRight = 2,
    BottomRight = 3,
    BottomLeft = 4,
    LeftTop = 5,
    RightTop = 6,
    RightBottom = 7,
    LeftBottom = 8,
    Default = TopLeft,
}
