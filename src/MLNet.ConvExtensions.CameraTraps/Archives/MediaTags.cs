using System.Globalization;
using MetadataExtractor;
using MetadataExtractor.Formats.Bmp;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Exif.Makernotes;
using MetadataExtractor.Formats.Gif;
using MetadataExtractor.Formats.Jpeg;
using MetadataExtractor.Formats.Png;
using MetadataExtractor.Formats.WebP;
using TagDirectory = MetadataExtractor.Directory;

namespace MLNet.ConvExtensions.CameraTraps.Archives;

/// <summary>What a file's tags say of a photo.</summary>
internal sealed class MediaTags(IReadOnlyList<TagDirectory> directories)
{
    /// <summary>EXIF 2.31's temperature of the surroundings, in degrees Celsius.</summary>
    private const int Temperature = 0x9400;

    private static readonly string[] TimeFormats =
    [
        "yyyy:MM:dd HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy/MM/dd HH:mm:ss",
        "yyyy-MM-ddTHH:mm:ss",
    ];

    public CameraTrapMedia AddTo(CameraTrapMedia media)
    {
        (int Width, int Height)? size = Size();
        return media with
        {
            Timestamp =
                Time(ExifDirectoryBase.TagDateTimeOriginal, ExifDirectoryBase.TagSubsecondTimeOriginal)
                ?? Time(ExifDirectoryBase.TagDateTimeDigitized, ExifDirectoryBase.TagSubsecondTimeDigitized)
                ?? MakerTime(),
            CameraMake = Text<ExifIfd0Directory>(ExifDirectoryBase.TagMake),
            CameraModel = Text<ExifIfd0Directory>(ExifDirectoryBase.TagModel),
            CameraSerial =
                Text<ExifSubIfdDirectory>(ExifDirectoryBase.TagBodySerialNumber)
                ?? Text<ReconyxHyperFireMakernoteDirectory>(ReconyxHyperFireMakernoteDirectory.TagSerialNumber)
                ?? Text<ReconyxHyperFire2MakernoteDirectory>(ReconyxHyperFire2MakernoteDirectory.TagSerialNumber)
                ?? Text<ReconyxUltraFireMakernoteDirectory>(ReconyxUltraFireMakernoteDirectory.TagSerialNumber),
            FlashFired = FlashFired(),
            TemperatureCelsius =
                ExifTemperature()
                ?? Number<ReconyxHyperFireMakernoteDirectory>(ReconyxHyperFireMakernoteDirectory.TagAmbientTemperature)
                ?? Number<ReconyxHyperFire2MakernoteDirectory>(ReconyxHyperFire2MakernoteDirectory.TagAmbientTemperatureCelcius)
                ?? Number<ReconyxUltraFireMakernoteDirectory>(ReconyxUltraFireMakernoteDirectory.TagAmbientTemperature),
            Width = size?.Width,
            Height = size?.Height,
        };
    }

    /// <summary>A time with its subseconds, as it stands there: cameras without a time write blanks or zeros.</summary>
    private DateTime? Time(int tag, int subseconds)
    {
        if (Text<ExifSubIfdDirectory>(tag) is not { Length: >= 19 } text)
            return null;
        bool isTime = DateTime.TryParseExact(text[..19], TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time);
        if (!isTime)
            return null;
        string digits = Text<ExifSubIfdDirectory>(subseconds) ?? "";
        return digits.Length > 0 && digits.All(char.IsAsciiDigit)
            ? time.AddTicks(long.Parse(digits.PadRight(7, '0')[..7], CultureInfo.InvariantCulture))
            : time;
    }

    private DateTime? MakerTime()
    {
        (TagDirectory? Notes, int Tag)[] notes =
        [
            (First<ReconyxHyperFireMakernoteDirectory>(), ReconyxHyperFireMakernoteDirectory.TagDateTimeOriginal),
            (First<ReconyxHyperFire2MakernoteDirectory>(), ReconyxHyperFire2MakernoteDirectory.TagDateTimeOriginal),
            (First<ReconyxUltraFireMakernoteDirectory>(), ReconyxUltraFireMakernoteDirectory.TagDateTimeOriginal),
        ];
        foreach ((TagDirectory? note, int tag) in notes)
        {
            if (note?.GetObject(tag) is DateTime time)
                return DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
        }

        return null;
    }

    private bool? FlashFired()
    {
        int? exif = Whole<ExifSubIfdDirectory>(ExifDirectoryBase.TagFlash);
        int? lamp =
            Whole<ReconyxHyperFireMakernoteDirectory>(ReconyxHyperFireMakernoteDirectory.TagInfraredIlluminator)
            ?? Whole<ReconyxHyperFire2MakernoteDirectory>(ReconyxHyperFire2MakernoteDirectory.TagFlash)
            ?? Whole<ReconyxUltraFireMakernoteDirectory>(ReconyxUltraFireMakernoteDirectory.TagFlash);
        return exif is { } flags ? (flags & 1) != 0
            : lamp is { } value ? value != 0
            : null;
    }

    private double? ExifTemperature() =>
        First<ExifSubIfdDirectory>() is { } tags
        && tags.TryGetRational(Temperature, out Rational value)
        && value.Denominator is not (0 or -1)
            ? value.ToDouble()
            : null;

    /// <summary>Width and height of the upright image.</summary>
    private (int Width, int Height)? Size()
    {
        (int? Width, int? Height)[] sizes =
        [
            (Whole<JpegDirectory>(JpegDirectory.TagImageWidth), Whole<JpegDirectory>(JpegDirectory.TagImageHeight)),
            (Whole<PngDirectory>(PngDirectory.TagImageWidth), Whole<PngDirectory>(PngDirectory.TagImageHeight)),
            (Whole<GifHeaderDirectory>(GifHeaderDirectory.TagImageWidth), Whole<GifHeaderDirectory>(GifHeaderDirectory.TagImageHeight)),
            (Whole<BmpHeaderDirectory>(BmpHeaderDirectory.TagImageWidth), Whole<BmpHeaderDirectory>(BmpHeaderDirectory.TagImageHeight)),
            (Whole<WebPDirectory>(WebPDirectory.TagImageWidth), Whole<WebPDirectory>(WebPDirectory.TagImageHeight)),
        ];
        foreach ((int? width, int? height) in sizes)
        {
            // Rows from top to bottom are a negative height in a BMP.
            if (width is not > 0 || height is not { } rows || rows is 0 or int.MinValue)
                continue;
            bool isTurned = Whole<ExifIfd0Directory>(ExifDirectoryBase.TagOrientation) is >= 5 and <= 8;
            return isTurned ? (Math.Abs(rows), width.Value) : (width.Value, Math.Abs(rows));
        }

        return null;
    }

    private T? First<T>()
        where T : TagDirectory => directories.OfType<T>().FirstOrDefault();

    private string? Text<T>(int tag)
        where T : TagDirectory =>
        directories
            .OfType<T>()
            .Select(d => d.GetString(tag)?.Trim('\0', ' ', '\t', '\r', '\n'))
            .FirstOrDefault(text => !string.IsNullOrEmpty(text));

    private int? Whole<T>(int tag)
        where T : TagDirectory
    {
        foreach (T directory in directories.OfType<T>())
        {
            if (directory.TryGetInt32(tag, out int value))
                return value;
        }

        return null;
    }

    private double? Number<T>(int tag)
        where T : TagDirectory => Whole<T>(tag);
}
