using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>Pictures as files.</summary>
internal static class PngFile
{
    /// <summary>Writes a PNG under a temporary name first, so that no half file is left.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Save(SKBitmap bitmap, string file)
    {
        using SKData png =
            bitmap.Encode(SKEncodedImageFormat.Png, 100)
            ?? throw new IOException($"'{file}' can't be written: {bitmap.Width}x{bitmap.Height} pixels can't be encoded.");
        WholeFile.Write(
            file,
            temporary =>
            {
                using FileStream stream = File.Create(temporary);
                png.SaveTo(stream);
            }
        );
    }
}
