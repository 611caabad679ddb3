using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Formats;

/// <summary>What all writers have in common: what they leave behind, and what they refuse.</summary>
public sealed class WriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Formats =>
        new() { "found.json", "timelapse.csv", "photos.csv", "photos.json", "photos.jsonl", "package" };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_writer_that_is_not_complete_leaves_what_was_there_before_and_nothing_else(string name)
    {
        string kept = Path.Combine(_folder.Path, name);
        bool isFolder = !Path.HasExtension(name);
        if (isFolder)
            Directory.CreateDirectory(kept);
        string file = isFolder ? Path.Combine(kept, "media.csv") : kept;
        File.WriteAllText(file, "before");
        using (CameraTrapWriter writer = Create(name))
        {
            foreach (CameraTrapImage photo in new PhotoGenerator(1).Photos(50))
                writer.Append(photo);
            Assert.Equal("before", File.ReadAllText(file));
        }

        Assert.Equal("before", File.ReadAllText(file));
        Assert.Equal([name], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_same_photos_are_the_same_bytes_and_replace_what_was_there(string name)
    {
        CameraTrapImage[] photos = [.. new PhotoGenerator(1).Photos(200)];
        Written.All(Create(name), photos[..20]);
        Written.All(Create(name), photos);
        Dictionary<string, string> first = Contents(name);
        Written.All(Create(name), photos);

        Assert.Equal(first, Contents(name));
        Assert.Equal([name], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Photos_that_no_format_can_hold_are_refused_by_name(string name)
    {
        CameraTrapImage good = new PhotoGenerator(1).Photos(1).First();
        using CameraTrapWriter writer = Create(name);
        writer.Append(good);
        (CameraTrapImage, string)[] bad =
        [
            (good, "comes twice"),
            (good with { Media = good.Media with { File = "A01\\1.jpg" } }, "'A01\\1.jpg' has a backslash"),
            (good with { Media = good.Media with { File = "" } }, "one has none"),
            (
                Detected(good, new() { Category = "animal", Confidence = float.NaN }),
                "The confidence of the photo 'A01/x.jpg' is NaN; allowed: 0 to 1"
            ),
            (Detected(good, new() { Category = " " }), "has no category"),
            (
                Detected(good, new() { Category = "animal", Box = new BoundingBox(0, 0, 300, 200) }),
                "The width of a box of the photo 'A01/x.jpg' is 300"
            ),
            (Detected(good, new() { Category = "animal", Classes = [new("fox", 1.5f)] }), "The confidence of 'fox' of the photo"),
            (
                Detected(good, new() { Category = "animal" }) with
                {
                    Media = good.Media with { File = "A01/x.jpg", Failure = "cut off" },
                },
                "could not be read, and yet"
            ),
        ];
        foreach ((CameraTrapImage photo, string message) in bad)
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => writer.Append(photo)).Message, StringComparison.Ordinal);
        writer.Append(Detected(good, new() { Category = "animal" }));
        writer.Complete();
        Assert.Equal(2, writer.Count);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_writer_that_is_complete_takes_no_more(string name)
    {
        CameraTrapWriter writer = Create(name);
        writer.Complete();
        Assert.Throws<InvalidOperationException>(() => writer.Append(new PhotoGenerator(1).Photos(1).First()));
        Assert.Throws<InvalidOperationException>(writer.Complete);
        writer.Dispose();
        writer.Dispose();
        Assert.Equal([name], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_a_model_says_no_class_of_is_unknown(string name)
    {
        ImagePrediction prediction = ImagePrediction.FromScores(["empty", "snow leopard"], [0.25f, 0.75f]) with
        {
            Label = null,
            IsUnknown = true,
        };
        CameraTrapMedia media = new PhotoGenerator(1).Photos(1).First().Media;
        Written.All(Create(name), [new ClassCategories().Describe(media, prediction)]);

        CameraTrapImage read = Assert.Single(Read(name));
        CameraTrapDetection found = Assert.Single(read.Detections);
        Assert.Equal(("unknown", 0.75f), (found.Category, found.Confidence));
        Assert.All(found.Classes, c => Assert.Equal("unknown", c.Name));
    }

    /// <summary>Whatever happens to a file, reading it gives photos or one error that names it.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Damaged_files_are_read_or_told_by_name_and_nothing_else_happens(string name)
    {
        Written.All(Create(name), new PhotoGenerator(1) { FailureShare = 0.2 }.Photos(20));
        string[] files = [.. Contents(name).Keys];
        var random = new Random(4);
        int told = 0;
        for (int trial = 0; trial < 120; trial++)
        {
            string file = files[random.Next(files.Length)];
            byte[] whole = File.ReadAllBytes(file),
                damaged = Damage(whole, random);
            File.WriteAllBytes(file, damaged);
            try
            {
                Read(name).Count();
            }
            catch (FormatException e)
            {
                told++;
                Assert.Contains(_folder.Path, e.Message, StringComparison.Ordinal);
            }
            catch (Exception e) when (e is not FormatException)
            {
                Assert.Fail($"trial {trial}, {Path.GetFileName(file)}: {e}");
            }

            File.WriteAllBytes(file, whole);
        }

        Assert.InRange(told, 20, 120);
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        int at = random.Next(whole.Length),
            length = Math.Min(random.Next(1, 40), whole.Length - at);
        byte[] noise = new byte[random.Next(1, 8)];
        random.NextBytes(noise);
        return random.Next(6) switch
        {
            0 => whole[..at],
            1 => [.. whole[..at], .. whole[(at + length)..]],
            2 => [.. whole[..at], .. noise, .. whole[at..]],
            3 => [.. whole[..at], .. whole[at..(at + length)], .. whole[at..]],
            4 => [.. whole[..at], .. "\"x\",-1,{[\n"u8, .. whole[(at + length)..]],
            _ => [.. whole[..at], (byte)"0.,:\"[{]}x-\\\n;"[random.Next(14)], .. whole[(at + 1)..]],
        };
    }

    private static CameraTrapImage Detected(CameraTrapImage photo, CameraTrapDetection detection) =>
        new() { Media = photo.Media with { File = "A01/x.jpg", Event = null }, Detections = [detection] };

    private CameraTrapWriter Create(string name)
    {
        string path = _folder.File(name);
        return name switch
        {
            "found.json" => MegaDetectorFile.Create(path),
            "timelapse.csv" => TimelapseFile.Create(path),
            "photos.csv" => CameraTrapCsv.Create(path, PhotoGenerator.Classes),
            "package" => CamtrapPackage.Create(path, CamtrapPackageTests.Options),
            _ => CameraTrapJson.Create(path),
        };
    }

    private IEnumerable<CameraTrapImage> Read(string name)
    {
        string path = _folder.File(name);
        return name switch
        {
            "found.json" => MegaDetectorFile.Read(path),
            "timelapse.csv" => TimelapseFile.Read(path),
            "photos.csv" => CameraTrapCsv.Read(path),
            "package" => CamtrapPackage.Read(path),
            _ => CameraTrapJson.Read(path),
        };
    }

    private Dictionary<string, string> Contents(string name) =>
        (Directory.Exists(_folder.File(name)) ? Directory.GetFiles(_folder.File(name)) : [_folder.File(name)]).ToDictionary(
            f => f,
            File.ReadAllText
        );
}
