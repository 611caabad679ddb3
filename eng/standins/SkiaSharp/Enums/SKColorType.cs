namespace SkiaSharp;

/// <summary>The layouts that this stand-in allocates are <see cref="Rgba8888"/>, <see cref="Bgra8888"/> and <see cref="Gray8"/>.</summary>
public enum SKColorType
{
    Unknown = 0,
    Alpha8 = 1,
    Rgb565 = 2,
    Argb4444 = 3,
    Rgba8888 = 4,
    Rgb888x = 5,
    Bgra8888 = 6,
    Rgba1010102 = 7,
    Rgb101010x = 8,
    Gray8 = 9,
    RgbaF16 = 10,
}
