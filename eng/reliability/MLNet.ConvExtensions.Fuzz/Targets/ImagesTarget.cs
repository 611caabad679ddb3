using MLNet.ConvExtensions.Fuzz.Inputs;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Tests.Mutation;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>Images of all formats: decoded at full size and smaller, turned upright, brought to a network's size.</summary>
internal sealed class ImagesTarget : FuzzTarget
{
    private const int Longest = 20_000,
        Side = 32;

    private const long MostPixels = 1_000_000;

    private static readonly BackbonePreprocessing Preprocessing = new() { Width = Side, Height = Side };

    private static readonly byte[][] Words = Corpus.Words(
        "IHDR",
        "IDAT",
        "IEND",
        "PLTE",
        "tRNS",
        "eXIf",
        "iCCP",
        "acTL",
        "fcTL",
        "zTXt",
        "Exif\0\0",
        "II*\0",
        "MM\0*",
        "RIFF",
        "WEBP",
        "VP8 ",
        "VP8L",
        "VP8X",
        "ALPH",
        "ANIM",
        "ANMF",
        "GIF89a",
        "BM",
        "\u00FF\u00D8\u00FF\u00E1",
        "\u00FF\u00C0",
        "\u00FF\u00C2",
        "\u00FF\u00C4",
        "\u00FF\u00DA",
        "\u00FF\u00DB",
        "\u0012\u0001\u0003\0"
    );

    private readonly List<byte[]> _corpus;
    private readonly ImageDecoder _whole = new(MostPixels);
    private readonly ImageDecoder _reduced = new(MostPixels, Side, Side);
    private readonly ImageDecoder _wholeBySkia = new(MostPixels, turbo: false);
    private readonly ImageDecoder _reducedBySkia = new(MostPixels, Side, Side, turbo: false);
    private readonly PixelBuffer _pixels = new();
    private readonly PixelBuffer _pixelsBySkia = new();
    private readonly ImagePreprocessor _preprocessor = new(Preprocessing, new PixelNormalisation(Preprocessing));
    private readonly float[] _planes = new float[3 * Side * Side];

    public ImagesTarget(string folder)
        : base(folder)
    {
        _corpus = [.. Corpus.Files(Longest, "data/image-oddities", ".jpg", ".png", ".gif", ".bmp", ".webp")];
        using SKBitmap bitmap = TestImages.Bitmap(1);
        foreach (
            (SKEncodedImageFormat format, int quality) in new[]
            {
                (SKEncodedImageFormat.Webp, 80),
                (SKEncodedImageFormat.Webp, 100),
                (SKEncodedImageFormat.Jpeg, 90),
                (SKEncodedImageFormat.Png, 100),
            }
        )
        {
            using SKData encoded = bitmap.Encode(format, quality);
            _corpus.Add(encoded.ToArray());
        }
    }

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        byte[] original = _corpus[random.Next(_corpus.Count)];
        bool isPng = original is [0x89, (byte)'P', ..];
        byte[] damaged =
            isPng && random.Next(2) == 0
                ? new Mutator(seed).DamageChunks(original)
                : new InputMaker(random, _corpus, Words).Damage(original);
        return new FuzzInput(seed, "image", damaged);
    }

    public override bool Read(FuzzInput input)
    {
        int orientation = PngOrientation.Of(input.Bytes);
        WrongResultException.ThrowUnless(orientation is >= 1 and <= 8, $"the orientation is {orientation}");
        ImageDecoder decoder = input.Seed % 2 == 0 ? _whole : _reduced;
        if (input.Seed % 8 == 0)
            decoder.DecodeFile(Write(input), _pixels);
        else
            decoder.Decode(input.Bytes, "The image", _pixels);
        WrongResultException.ThrowUnless(
            _pixels.Width > 0 && _pixels.Height > 0 && _pixels.Bytes.Length >= 4L * _pixels.Width * _pixels.Height,
            $"{_pixels.Width}x{_pixels.Height} pixels in {_pixels.Bytes.Length} bytes"
        );
        CompareWithSkia(input);
        _preprocessor.Write(_pixels, _planes);
        WrongResultException.ThrowUnless(Array.TrueForAll(_planes, float.IsFinite), "pixels are no finite numbers");
        return true;
    }

    /// <summary>What libjpeg-turbo takes, SkiaSharp takes as well, in the same size.</summary>
    private void CompareWithSkia(FuzzInput input)
    {
        try
        {
            (input.Seed % 2 == 0 ? _wholeBySkia : _reducedBySkia).Decode(input.Bytes, "The image", _pixelsBySkia);
        }
        catch (ImageInputException e)
        {
            throw new WrongResultException($"SkiaSharp refuses it: {e.Message}");
        }

        WrongResultException.ThrowUnless(
            (_pixels.Width, _pixels.Height) == (_pixelsBySkia.Width, _pixelsBySkia.Height),
            $"{_pixels.Width}x{_pixels.Height} pixels, by SkiaSharp {_pixelsBySkia.Width}x{_pixelsBySkia.Height}"
        );
    }

    public override bool IsDocumented(Exception exception) => Is<ImageInputException>(exception);
}
