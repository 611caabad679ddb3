using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Tests.Imaging;

/// <summary>The decoder that takes libjpeg-turbo where it can, beside the one that never does: both are to give the same.</summary>
internal sealed class DecoderPair(int enough = int.MaxValue, long maxPixels = 20_000_000)
{
    private readonly ImageDecoder _turbo = new(maxPixels, enough, enough);
    private readonly ImageDecoder _skia = new(maxPixels, enough, enough, turbo: false);
    private readonly PixelBuffer _ours = new();
    private readonly PixelBuffer _theirs = new();

    /// <summary>Decodes a file with both; fails where one refuses what the other takes, says something else, or has other pixels.</summary>
    /// <returns>What was made of it.</returns>
    public Decoded AssertSame(byte[] file, string name)
    {
        Decoded decoded = AssertSameAnswer(file, name, out int? different);
        if (different is int at)
            Assert.Fail($"{name}: the value at {at} is {_ours.Bytes[at]}, not {_theirs.Bytes[at]}");
        return decoded;
    }

    /// <summary>The same for a damaged file, which may have other pixels.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">What it is called if it fails.</param>
    /// <param name="different">The first value that differs.</param>
    /// <returns>What was made of it.</returns>
    public Decoded AssertSameAnswer(byte[] file, string name, out int? different)
    {
        different = null;
        long before = _turbo.TurboCount;
        string? refused = Refusal(_skia, file, _theirs);
        Assert.Equal((name, refused), (name, Refusal(_turbo, file, _ours)));
        Assert.Equal(0, _skia.TurboCount);
        bool turbo = _turbo.TurboCount > before;
        if (refused is not null)
        {
            Assert.False(turbo);
            return Decoded.Refused;
        }

        Assert.Equal((name, Shape(_theirs)), (name, Shape(_ours)));
        int length = _theirs.Width * _theirs.Height * 4;
        int same = _ours.Bytes.AsSpan(0, length).CommonPrefixLength(_theirs.Bytes.AsSpan(0, length));
        different = same < length ? same : null;
        return turbo ? Decoded.ByTurbo : Decoded.BySkia;
    }

    private static string? Refusal(ImageDecoder decoder, byte[] file, PixelBuffer into)
    {
        try
        {
            decoder.Decode(file, "The photo", into);
            return null;
        }
        catch (ImageInputException e)
        {
            return e.Message;
        }
    }

    private static (int, int, int, int, double) Shape(PixelBuffer pixels) =>
        (pixels.Width, pixels.Height, pixels.FullWidth, pixels.FullHeight, pixels.Scale);
}
