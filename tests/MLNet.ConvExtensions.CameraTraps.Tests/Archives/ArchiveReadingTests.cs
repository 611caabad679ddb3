using MLNet.ConvExtensions.CameraTraps.Tests.Support;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Archives;

public sealed class ArchiveReadingTests : IDisposable
{
    private readonly Archive _archive = new();
    private readonly MessageLog _log = new();

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void Photos_come_in_the_order_of_their_paths_with_the_first_folder_as_deployment()
    {
        _archive
            .Add("B/1.jpg", "upright.jpg")
            .Add("A-2/x/1.jpg", "digitized.jpg")
            .Add("A/z/1.jpg", "reconyx.jpg")
            .Add("0.jpg", "plain.jpg");
        CameraTrapMedia[] photos = [.. CameraTrapArchive.Read(_archive.Path)];
        Assert.Equal(["0.jpg", "A-2/x/1.jpg", "A/z/1.jpg", "B/1.jpg"], photos.Select(p => p.File));
        Assert.Equal([null, "A-2", "A", "B"], photos.Select(p => p.Deployment));
        Assert.All(photos, p => Assert.Null(p.DuplicateOf));
    }

    [Fact]
    public void A_card_read_twice_is_told_by_its_content_and_the_same_name_is_no_fault()
    {
        _archive.Add("A/1.jpg", "upright.jpg").Add("B/1.jpg", "reconyx.jpg").Add("B/copy.jpg", "upright.jpg").Add("C/1.jpg", "upright.jpg");
        CameraTrapMedia[] photos = [.. CameraTrapArchive.Read(_archive.Path, Options())];
        Assert.Equal([null, null, "A/1.jpg", "A/1.jpg"], photos.Select(p => p.DuplicateOf));
        Assert.Equal(
            ["'B/copy.jpg': it is a copy of 'A/1.jpg'", "'C/1.jpg': it is a copy of 'A/1.jpg'"],
            _log.Messages.Select(m => m["Warning: ".Length..])
        );
    }

    [Fact]
    public void Names_of_any_language_are_kept()
    {
        _archive.Add("Ущелье/снежный барс.jpg", "upright.jpg").Add("雪豹/é.jpg", "reconyx.jpg");
        Assert.Equal(
            [("Ущелье/снежный барс.jpg", "Ущелье"), ("雪豹/é.jpg", "雪豹")],
            CameraTrapArchive.Read(_archive.Path).Select(p => (p.File, p.Deployment!))
        );
    }

    [Fact]
    public void Each_file_is_told_of_with_what_is_wrong_and_the_run_goes_on()
    {
        _archive
            .Add("A/blank.jpg", "blank.jpg")
            .Add("A/empty.jpg", [])
            .Add("A/huge.jpg", MediaTests.Sized(Archive.Photo("upright.jpg"), 20000, 10000))
            .Add("A/text.jpg", "text"u8.ToArray())
            .Add("A/upright.jpg", "upright.jpg")
            .Add("loose.jpg", "reconyx.jpg");
        CameraTrapOptions options = Options() with { Latest = new DateTime(2023, 7, 14, 5, 6, 7) };
        Assert.Equal(6, CameraTrapArchive.Read(_archive.Path, options).Count());
        Assert.Equal(
            [
                "'A/blank.jpg': it doesn't say when it was taken",
                "'A/empty.jpg': it has 0 bytes",
                "'A/huge.jpg': it has 10000x20000 pixels; up to 100,000,000 are allowed (option MaxPixels); it was taken in the future, on "
                    + "2023-07-14T05:06:07.25",
                "'A/text.jpg': it is no image that can be read: File format could not be determined",
                "'A/upright.jpg': it was taken in the future, on 2023-07-14T05:06:07.25",
                "'loose.jpg': it belongs to no deployment",
            ],
            _log.Messages.Select(m => m["Warning: ".Length..])
        );
    }

    [Fact]
    public void Without_a_limit_a_photo_newer_than_all_files_by_a_day_is_of_the_future()
    {
        _archive.Add("A/1.jpg", "upright.jpg");
        string file = Path.Combine(_archive.Path, "A", "1.jpg");
        File.SetLastWriteTimeUtc(file, new DateTime(2023, 7, 13, 5, 6, 8, DateTimeKind.Utc));
        _ = CameraTrapArchive.Read(_archive.Path, Options()).Count();
        Assert.Empty(_log.Messages);
        File.SetLastWriteTimeUtc(file, new DateTime(2023, 7, 13, 5, 6, 7, DateTimeKind.Utc));
        _ = CameraTrapArchive.Read(_archive.Path, Options()).Count();
        Assert.Single(_log.Messages);
    }

    [Fact]
    public void Clocks_are_corrected_and_times_outside_of_the_deployment_told()
    {
        _archive.Add("A/1.jpg", "upright.jpg").Add("B/1.jpg", "reconyx.jpg");
        var deployments = CameraDeployments.Of([
            new()
            {
                Id = "north",
                Folder = "A",
                Site = "ridge",
                ClockOffset = new TimeSpan(-1, 2, 0, 0),
                End = new DateTime(2023, 7, 14),
            },
            new()
            {
                Id = "B",
                ClockOffset = TimeSpan.FromDays(-20000),
                Start = new DateTime(1968, 1, 1),
                End = new DateTime(1968, 10, 8),
            },
        ]);
        CameraTrapMedia[] photos = [.. CameraTrapArchive.Read(_archive.Path, Options() with { Deployments = deployments })];
        Assert.Equal(("north", "ridge"), (photos[0].Deployment, photos[0].Site));
        Assert.Equal(new DateTime(2023, 7, 13, 7, 6, 7, 250), photos[0].Timestamp);
        Assert.Equal(
            [
                "'B/1.jpg': it was taken before the year 2000, on 1968-10-10T05:06:07; "
                    + "it was taken outside of its deployment 'B', on 1968-10-10T05:06:07",
            ],
            _log.Messages.Select(m => m["Warning: ".Length..])
        );
    }

    [Fact]
    public void A_folder_without_photos_is_refused()
    {
        Directory.CreateDirectory(_archive.Path);
        Assert.Contains("holds no photo", Assert.Throws<ImageInputException>(() => CameraTrapArchive.Read(_archive.Path)).Message);
        Assert.Throws<DirectoryNotFoundException>(() => CameraTrapArchive.Read(_archive.Beside("missing")));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        foreach (
            CameraTrapOptions options in new[]
            {
                new CameraTrapOptions { MaxPixels = 0 },
                new() { EventGap = TimeSpan.FromSeconds(-1) },
            }
        )
            Assert.StartsWith(
                "CameraTrapOptions.",
                Assert.Throws<ArgumentException>(() => CameraTrapArchive.Read(_archive.Path, options)).Message,
                StringComparison.Ordinal
            );
    }

    private CameraTrapOptions Options() => new() { Logger = _log, Latest = null };
}
