using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Data;

/// <summary>Decoded images in a folder: found again by later runs, whatever became of the last one.</summary>
public sealed class PixelCacheTests : IDisposable
{
    private const int Samples = 6;
    private const long Room = 1 << 24;
    private const int RecordLength = 1024;

    private static readonly BackbonePreprocessing Pixels = new()
    {
        Width = 20,
        Height = 16,
        CropFraction = 1,
    };

    private readonly TemporaryFolder _photos = new();
    private readonly TemporaryFolder _cache = new();
    private readonly MessageLog _log = new();

    public PixelCacheTests()
    {
        for (int i = 0; i < Samples; i++)
            _photos.Write($"{i}.png", TestImages.Png(i, 30, 25));
    }

    private string File => Directory.GetFiles(_cache.Path, "*.cache").Single();

    private static int Length => 3 * Pixels.Width * Pixels.Height;

    public void Dispose()
    {
        _photos.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public void A_later_run_decodes_no_image_that_was_kept()
    {
        float[][] first = Read();
        for (int i = 0; i < Samples; i++)
        {
            // Of the same name, length and time; decoding would fail.
            string path = _photos.File($"{i}.png");
            DateTime time = System.IO.File.GetLastWriteTimeUtc(path);
            System.IO.File.WriteAllBytes(path, new byte[new FileInfo(path).Length]);
            System.IO.File.SetLastWriteTimeUtc(path, time);
        }

        Assert.Equal(first, Read());
        Assert.Empty(_log.Messages);
    }

    [Fact]
    public void A_photo_under_another_name_is_known_by_its_content()
    {
        float[][] first = Read();
        long length = new FileInfo(File).Length;
        for (int i = 0; i < Samples; i++)
            System.IO.File.Move(_photos.File($"{i}.png"), _photos.File($"moved{i}.png"));

        Assert.Equal(first, Read("moved"));
        Assert.Equal(length, new FileInfo(File).Length);
    }

    [Fact]
    public void A_photo_that_changed_is_decoded_again()
    {
        float[][] first = Read();
        _photos.Write("2.png", TestImages.Png(77, 30, 25));
        float[][] second = Read();

        Assert.NotEqual(first[2], second[2]);
        Assert.Equal(Plain(), second);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(4096 + 63)]
    [InlineData(4096 + RecordLength)]
    [InlineData(4096 + 3000)]
    public void What_a_killed_run_wrote_before_is_used(int bytes)
    {
        float[][] first = Read();
        byte[] whole = System.IO.File.ReadAllBytes(File);
        System.IO.File.WriteAllBytes(File, whole[..bytes]);

        Assert.Equal(first, Read());
        Assert.Equal(Sorted(whole), Sorted(System.IO.File.ReadAllBytes(File)));
    }

    [Fact]
    public void A_file_that_was_not_closed_is_used()
    {
        using var cache = new PixelCache(_cache.Path, Room, 1 << 20, _log);
        float[][] first = Read(Store(cache));
        string copy = _photos.Write("copy", []);
        System.IO.File.Copy(File, copy, overwrite: true);
        cache.Dispose();
        System.IO.File.Copy(copy, File, overwrite: true);

        using var later = new PixelCache(_cache.Path, Room, 1 << 20, _log);
        ImageStore store = Store(later);
        Assert.Equal(first, Read(store));
        Assert.Equal(Samples * Length, store.KeptBytes);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public void Damaged_images_are_decoded_again(int step)
    {
        float[][] first = Read();
        byte[] whole = System.IO.File.ReadAllBytes(File);
        for (int at = 4096 + step; at < whole.Length; at += 101 * step)
            whole[at] ^= 0x40;
        System.IO.File.WriteAllBytes(File, whole);

        Assert.Equal(first, Read());
        Assert.Equal(first, Read());
    }

    [Fact]
    public void A_file_with_a_damaged_start_is_made_anew()
    {
        float[][] first = Read();
        byte[] whole = System.IO.File.ReadAllBytes(File);
        whole[40] ^= 1;
        System.IO.File.WriteAllBytes(File, whole);

        Assert.Equal(first, Read());
        Assert.Contains("is damaged, and is made anew", Assert.Single(_log.Messages));
        Assert.Equal(4096 + (Samples * RecordLength), new FileInfo(File).Length);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused_and_stays_as_it_is()
    {
        Read();
        byte[] text = "somebody's notes"u8.ToArray();
        System.IO.File.WriteAllBytes(File, text);

        string message = Assert.Throws<IOException>(() => Read()).Message;
        Assert.Contains(File, message);
        Assert.Contains("another kind of file", message);
        Assert.Equal(text, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void Two_trainings_at_once_see_the_same_images()
    {
        using var one = new PixelCache(_cache.Path, Room, 1 << 20, _log);
        using var other = new PixelCache(_cache.Path, Room, 1 << 20, _log);
        ImageStore first = Store(one);
        var workspace = new SampleWorkspace(first.CreateReader(1 << 20), Length);
        first.Write(1, workspace, workspace.Planes);
        ImageStore second = Store(other);

        float[][] expected = Plain();
        Assert.Equal(expected, Read(second));
        Assert.Equal(expected, Read(first));
        Assert.Equal(expected, Read(second));
        // One is in the folder's file, which the other reads; the rest is in a file of its own.
        Assert.Equal(Samples * Length, second.KeptBytes);
        Assert.Contains("Another training adds", Assert.Single(_log.Messages));
    }

    [Fact]
    public void A_folder_takes_no_more_than_it_may_and_the_rest_is_decoded()
    {
        float[][] expected = Plain();
        for (int run = 0; run < 3; run++)
        {
            Assert.Equal(expected, Read(room: 4 * Length));
            Assert.Equal(4096 + (4 * RecordLength), new FileInfo(File).Length);
        }
    }

    [Fact]
    public void Images_of_another_size_or_limit_lie_in_another_file()
    {
        Read();
        using var cache = new PixelCache(_cache.Path, Room, 1 << 20, _log);
        Read(Store(cache, Pixels with { Width = 21 }));
        Read(Store(cache, Pixels with { Interpolation = Interpolation.Bicubic }));
        cache.Dispose();
        using var strict = new PixelCache(_cache.Path, Room, maxImagePixels: 10, _log);
        ImageStore store = Store(strict);
        var workspace = new SampleWorkspace(store.CreateReader(10), Length);

        Assert.Throws<ImageInputException>(() => store.Write(0, workspace, workspace.Planes));
        Assert.Equal(4, Directory.GetFiles(_cache.Path, "*.cache").Length);
    }

    [Fact]
    public void Where_the_file_cant_be_written_training_goes_on_with_one_warning()
    {
        string path = _cache.Write("read-only", PixelFileHeader.Create("images"));
        using var file = new PixelFile(System.IO.File.OpenHandle(path), Length, Room, trims: false);
        using var store = new PixelStore(file, shared: null, isNamed: false, _log);
        var pixels = new float[Length];

        Assert.Null(store.Add(default, pixels));
        Assert.Null(store.Add(default, pixels));
        Assert.Contains("No more decoded images can be kept", Assert.Single(_log.Messages));
    }

    [Fact]
    public void Without_a_folder_no_file_stays()
    {
        using var cache = new PixelCache(null, Room, 1 << 20, _log);
        ImageStore store = Store(cache);
        Assert.Equal(Plain(), Read(store));
        Assert.Equal(Plain(), Read(store));
        if (!OperatingSystem.IsWindows())
            Assert.True(SpinWait.SpinUntil(() => Directory.GetFiles(Path.GetTempPath(), "mlnetconv-pixels-*").Length == 0, 5000));
    }

    [Fact]
    public void What_comes_from_the_file_is_what_is_decoded_whatever_the_size()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 40; trial++)
        {
            BackbonePreprocessing preprocessing = Pixels with
            {
                Width = random.Next(1, 70),
                Height = random.Next(1, 70),
                CropFraction = random.NextDouble() < 0.5 ? 1 : 0.875,
                BlueFirst = random.Next(2) == 0,
            };
            bool grey = random.Next(3) == 0;
            double margin = 1 + (random.NextDouble() / 2);
            using var none = new PixelCache(null, 0, 1 << 20, _log);
            using var nameless = new PixelCache(null, Room, 1 << 20, _log);
            using var named = new PixelCache(_cache.Path, Room, 1 << 20, _log);
            float[][] expected = Read(Store(none, preprocessing, grey, margin));
            foreach (PixelCache cache in new[] { nameless, named })
            {
                ImageStore store = Store(cache, preprocessing, grey, margin);
                Assert.Equal(expected, Read(store));
                Assert.Equal(expected, Read(store));
            }
        }
    }

    /// <summary>The records in an order that doesn't depend on which was written first.</summary>
    private static IEnumerable<string> Sorted(byte[] file) => file[4096..].Chunk(RecordLength).Select(Convert.ToHexString).Order();

    private float[][] Plain()
    {
        using var none = new PixelCache(null, 0, 1 << 20, _log);
        return Read(Store(none));
    }

    private float[][] Read(string prefix = "", long room = Room)
    {
        using var cache = new PixelCache(_cache.Path, room, 1 << 20, _log);
        return Read(Store(cache, prefix: prefix));
    }

    private static float[][] Read(ImageStore store)
    {
        var workspace = new SampleWorkspace(store.CreateReader(1 << 20), 3 * store.Shape.Size);
        return
        [
            .. Enumerable
                .Range(0, store.Count)
                .Select(sample =>
                {
                    var planes = new float[store.Shape.Length];
                    store.Write(sample, workspace, planes);
                    return planes;
                }),
        ];
    }

    private ImageStore Store(
        PixelCache cache,
        BackbonePreprocessing? preprocessing = null,
        bool grey = false,
        double margin = 1,
        string prefix = ""
    )
    {
        var store = new ImageStore(preprocessing ?? Pixels, grey, margin, cache);
        for (int i = 0; i < Samples; i++)
            store.AddFile(_photos.File($"{prefix}{i}.png"));
        return store;
    }
}
