using System.Formats.Tar;
using System.IO.Compression;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Native;
using MLNet.ConvExtensions.Tests.Mutation;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Imaging;

/// <summary>
/// JPEG files decoded by libjpeg-turbo have the pixels of SkiaSharp's decoder, at every scale, and whatever isn't ordinary gets SkiaSharp's
/// answer. CONV_ALL_PHOTOS=1 takes all photos of the shared data, a minute's work, in place of some.
/// </summary>
public sealed class TurboJpegTests
{
    private static readonly string Made = Path.Combine(AppContext.BaseDirectory, "Data", "jpegs");

    private static readonly string Images = Path.Combine(AppContext.BaseDirectory, "Data", "images");

    public TurboJpegTests() => Skip.If(TurboJpegLibrary.Current is null, "libjpeg-turbo's library (Debian: libturbojpeg0) isn't installed");

    [SkippableTheory]
    [InlineData("wildcats", "wildcats_7x120.tar", 60)]
    [InlineData("flowers", "flowers_5x40.tar", 25)]
    [InlineData("catdog", "catdog_2x150.tar", 40)]
    [InlineData("cifar10", "cifar10_jpeg_60000.tar.gz", 3000)]
    public void Photos_have_the_pixels_of_SkiaSharp_at_every_scale(string set, string archive, int every)
    {
        if (Environment.GetEnvironmentVariable("CONV_ALL_PHOTOS") == "1")
            every = 1;
        DecoderPair[] pairs = [new(), new(enough: 150), new(enough: 80), new(enough: 40)];
        int count = 0,
            turbo = 0;
        foreach ((string name, byte[] photo) in Photos(SharedData.Require("data", set, archive), every))
        {
            foreach (DecoderPair pair in pairs)
            {
                count++;
                turbo += pair.AssertSame(photo, name) == Decoded.ByTurbo ? 1 : 0;
            }
        }

        Assert.InRange(count, 4 * 5, int.MaxValue);
        Assert.Equal(count, turbo);
    }

    /// <summary>Data/make_jpegs.sh makes them with libjpeg-turbo's own programs.</summary>
    [SkippableTheory]
    [InlineData("444.jpg", true)]
    [InlineData("422.jpg", true)]
    [InlineData("420.jpg", true)]
    [InlineData("440.jpg", true)]
    [InlineData("411.jpg", true)]
    [InlineData("grey.jpg", true)]
    [InlineData("grey22.jpg", true)]
    [InlineData("rgb.jpg", true)]
    [InlineData("restarts.jpg", true)]
    [InlineData("scans.jpg", true)]
    [InlineData("progressive.jpg", true)]
    [InlineData("progressive440.jpg", true)]
    [InlineData("unfinished.jpg", false)] // Progressive, without its last bits.
    [InlineData("arithmetic.jpg", false)]
    [InlineData("310.jpg", false)] // Luminance of three across.
    [InlineData("cmyk.jpg", false)]
    public void Every_kind_of_JPEG_has_the_pixels_of_SkiaSharp(string file, bool byTurbo)
    {
        byte[] jpeg = File.ReadAllBytes(Path.Combine(file == "cmyk.jpg" ? Images : Made, file));
        foreach (int enough in (int[])[int.MaxValue, 20, 10, 4, 1])
            Assert.Equal(byTurbo, new DecoderPair(enough).AssertSame(jpeg, file) == Decoded.ByTurbo);
    }

    [SkippableFact]
    public void Odd_files_get_the_answer_of_SkiaSharp()
    {
        string[] files =
        [
            .. Directory.GetFiles(SharedData.Require("data", "image-oddities"), "*.jpg", SearchOption.AllDirectories),
            .. Directory.GetFiles(Images),
        ];
        var outcomes = files.Order(StringComparer.Ordinal).ToDictionary(Path.GetFullPath, f => Both(File.ReadAllBytes(f), f));

        Assert.InRange(outcomes.Values.Count(o => o == Decoded.ByTurbo), 20, files.Length);
        Assert.InRange(outcomes.Values.Count(o => o == Decoded.Refused), 3, 20);
        foreach (string odd in (string[])["monkey12", "testimgari", "pil_sample_cmyk", "truncated_jpeg", "junk_jpeg_header"])
            Assert.NotEqual(Decoded.ByTurbo, outcomes.Single(o => Path.GetFileNameWithoutExtension(o.Key) == odd).Value);
    }

    [SkippableFact]
    public void Every_small_size_is_the_same_at_every_scale()
    {
        for (int size = 1; size <= 40; size++)
        {
            byte[] jpeg = Drawn(size, size, 1 + (size * 7 % 40));
            foreach (int enough in (int[])[int.MaxValue, 8, 4, 1])
                Assert.Equal(Decoded.ByTurbo, new DecoderPair(enough).AssertSame(jpeg, $"size {size}, enough {enough}"));
        }
    }

    /// <summary>
    /// Mutants of files of all kinds, from a seed: taken or refused by both, in the same words. Where damage makes coefficients that no encoder
    /// writes, beyond 16 bits, the sums of vector instructions overflow, and the pixels are others.
    /// </summary>
    [SkippableFact]
    public void Damaged_files_get_the_answer_of_SkiaSharp()
    {
        byte[][] files = [.. Directory.GetFiles(Made).Order(StringComparer.Ordinal).Select(File.ReadAllBytes), TurnedPhoto()];
        DecoderPair whole = new(),
            small = new(enough: 8);
        var outcomes = new Dictionary<Decoded, int>();
        int others = 0;
        for (int seed = 0; seed < 4000; seed++)
        {
            byte[] damaged = new Mutator(seed).Damage(files[seed % files.Length]);
            Decoded outcome = (seed % 3 == 0 ? small : whole).AssertSameAnswer(damaged, $"seed {seed}", out int? different);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            others += different is null ? 0 : 1;
            Assert.True(different is null || outcome == Decoded.ByTurbo, $"seed {seed}");
        }

        Assert.All(Enum.GetValues<Decoded>(), outcome => Assert.InRange(outcomes.GetValueOrDefault(outcome), 100, 4000));
        Assert.InRange(others, 0, outcomes[Decoded.ByTurbo] / 10);
    }

    [SkippableFact]
    public void A_file_that_ends_early_gets_the_answer_of_SkiaSharp_wherever_it_ends()
    {
        foreach (string file in (string[])["420.jpg", "progressive.jpg", "scans.jpg", "restarts.jpg"])
        {
            byte[] jpeg = File.ReadAllBytes(Path.Combine(Made, file));
            var pair = new DecoderPair();
            for (int length = 1; length < jpeg.Length; length += 1 + (length % 5))
                pair.AssertSame(jpeg[..length], $"{file} to {length}");
        }
    }

    [SkippableFact]
    public void Bytes_behind_the_end_do_not_count()
    {
        byte[] jpeg = File.ReadAllBytes(Path.Combine(Made, "progressive.jpg"));

        Assert.Equal(Decoded.ByTurbo, Both([.. jpeg, .. new byte[100], .. jpeg], "twice"));
    }

    [SkippableFact]
    public void A_bomb_is_refused_by_its_header()
    {
        byte[] jpeg = File.ReadAllBytes(Path.Combine(Made, "420.jpg"));
        int frame = jpeg.AsSpan().IndexOf((byte[])[0xFF, 0xC0]);
        jpeg.AsSpan(frame + 5, 4).Fill(0xFF);

        Assert.Equal(Decoded.Refused, new DecoderPair().AssertSame(jpeg, "65535x65535"));
        Assert.Equal(Decoded.Refused, new DecoderPair(enough: 100, maxPixels: long.MaxValue).AssertSame(jpeg, "65535x65535"));
    }

    [SkippableFact]
    public void After_a_damaged_file_the_next_one_is_decoded_by_the_library_again()
    {
        byte[] jpeg = File.ReadAllBytes(Path.Combine(Made, "420.jpg"));
        var pair = new DecoderPair();
        for (int tables = 20; tables < 300; tables += 7)
        {
            byte[] damaged = [.. jpeg];
            damaged.AsSpan(tables, 20).Fill(0xFE);
            pair.AssertSameAnswer(damaged, $"damaged at {tables}", out _);
            Assert.Equal(Decoded.ByTurbo, pair.AssertSame(jpeg, $"whole, after one that is damaged at {tables}"));
        }
    }

    [SkippableFact]
    public void The_library_is_not_handed_less_room_than_it_writes_to()
    {
        byte[] jpeg = File.ReadAllBytes(Path.Combine(Made, "420.jpg"));
        Assert.True(JpegHeader.TryRead(jpeg, out JpegHeader header));
        TurboJpegLibrary library = TurboJpegLibrary.Current!;
        (int, int) size = (header.Width, header.Height);
        var room = new byte[4 * header.Width * header.Height];

        Assert.True(library.TryDecompress(jpeg, size, size, room));
        Assert.Throws<ArgumentOutOfRangeException>(() => library.TryDecompress(jpeg, size, size, room.AsSpan(1)));
        Assert.False(library.TryDecompress(jpeg, (header.Width - 1, header.Height), (header.Width - 1, header.Height), room));
        Assert.False(library.TryDecompress([], size, size, room));
        Assert.False(library.TryDecompress("GIF89a"u8, size, size, room));
    }

    /// <summary>A handle of the library keeps tables from one file to the next.</summary>
    [SkippableFact]
    public void A_file_without_its_tables_is_not_decoded_with_those_of_the_file_before()
    {
        byte[] jpeg = File.ReadAllBytes(Path.Combine(Made, "420.jpg")),
            without = [.. jpeg];
        int tables = jpeg.AsSpan().IndexOf((byte[])[0xFF, 0xDB]);
        without[tables + 4] = 2;
        var pair = new DecoderPair();

        Assert.Equal(Decoded.ByTurbo, pair.AssertSame(jpeg, "whole"));
        Assert.Equal(Decoded.Refused, pair.AssertSame(without, "without a table"));
    }

    [SkippableFact]
    public void The_user_can_ask_what_decodes() => Assert.StartsWith("libjpeg-turbo (", ImageReader.JpegDecoder, StringComparison.Ordinal);

    private static Decoded Both(byte[] file, string name)
    {
        Decoded outcome = new DecoderPair().AssertSame(file, name);
        new DecoderPair(enough: 30).AssertSame(file, name);
        return outcome;
    }

    /// <summary>Every so many of the JPEG files of an archive.</summary>
    private static IEnumerable<(string Name, byte[] File)> Photos(string archive, int every)
    {
        using FileStream file = File.OpenRead(archive);
        using Stream stream = archive.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var tar = new TarReader(stream);
        for (int i = 0; tar.GetNextEntry() is { } entry; )
        {
            if (
                entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                || !entry.Name.EndsWith(".jpg", StringComparison.Ordinal)
            )
                continue;
            if (i++ % every != 0)
                continue;
            var bytes = new byte[entry.Length];
            entry.DataStream!.ReadExactly(bytes);
            yield return (entry.Name, bytes);
        }
    }

    private static byte[] TurnedPhoto() => File.ReadAllBytes(Path.Combine(Images, "exif6.jpg"));

    private static byte[] Drawn(int seed, int width, int height)
    {
        using SKBitmap bitmap = TestImages.Bitmap(seed, width, height);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
