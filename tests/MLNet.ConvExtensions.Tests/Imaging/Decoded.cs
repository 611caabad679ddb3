namespace MLNet.ConvExtensions.Tests.Imaging;

/// <summary>Who decoded a file.</summary>
internal enum Decoded
{
    /// <summary>Nobody: it is no whole image.</summary>
    Refused,

    /// <summary>SkiaSharp.</summary>
    BySkia,

    /// <summary>libjpeg-turbo.</summary>
    ByTurbo,
}
