using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Formats;

/// <summary>Camtrap DP 1.0.2, compared with its table schemas and its profile.</summary>
public sealed class CamtrapPackageTests : IDisposable
{
    private static readonly string[] Tables = ["deployments", "media", "observations"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Out => _folder.File("package");

    /// <summary>Options as a program would give them; Bishkek is 6 hours ahead of UTC all year.</summary>
    internal static CamtrapOptions Options { get; } =
        new()
        {
            ProjectTitle = "Снежный барс, \"Kyrgyz\" range",
            SamplingDesign = "targeted",
            Contributors = [new CamtrapContributor("A. Biologist") { Email = "a@example.org", Role = "contact" }],
            TimeZone = TimeZoneInfo.CreateCustomTimeZone("Bishkek", TimeSpan.FromHours(6), "Bishkek", "Bishkek"),
            Deployments = PhotoGenerator.Deployments,
            Created = new DateTimeOffset(2024, 6, 1, 8, 0, 0, TimeSpan.Zero),
            ClassifiedBy = "leopards.zip",
            ClassifiedAt = new DateTimeOffset(2024, 6, 1, 8, 0, 0, TimeSpan.Zero),
        };

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_package_is_as_its_schemas_have_it_and_is_read_as_it_was_written(bool boxes, bool events)
    {
        CamtrapOptions options = Options with { HasEvents = events };
        CameraTrapImage[] photos = [.. new PhotoGenerator(5) { HasBoxes = boxes }.Photos(10_000)];
        Written.All(CamtrapPackage.Create(Out, options), photos);

        Assert.Empty(TableSchema.Violations(Out, Tables).Take(5));
        Assert.Empty(Written.Violations("datapackage.json", Path.Combine(Out, "datapackage.json")));
        Written.AssertSame(photos.Select(Held), CamtrapPackage.Read(Out));
        Assert.Equal(["datapackage.json", "deployments.csv", "media.csv", "observations.csv"], Files());
        Assert.Equal(["package"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "datapackage.json")));
        string[] levels =
        [
            .. json.RootElement.GetProperty("project").GetProperty("observationLevel").EnumerateArray().Select(l => l.GetString()!),
        ];
        Assert.Equal(events ? ["media", "event"] : ["media"], levels);
        Assert.Equal(events, File.ReadAllText(Path.Combine(Out, "observations.csv")).Contains(",event,", StringComparison.Ordinal));
    }

    [Fact]
    public void Deployments_come_back_with_the_times_of_their_photos_where_they_had_none()
    {
        CameraTrapImage[] photos = [.. new PhotoGenerator(5).Photos(400)];
        Written.All(CamtrapPackage.Create(Out, Options), photos);

        IReadOnlyList<CameraDeployment> read = CamtrapPackage.ReadDeployments(Out);
        Assert.Equal(
            PhotoGenerator.Deployments.Select(d => (d.Id, d.Site, d.Latitude, d.Longitude)),
            read.Select(d => (d.Id, d.Site, d.Latitude, d.Longitude))
        );
        Assert.Equal((new DateTime(2024, 3, 1), new DateTime(2034, 5, 1, 12, 0, 0)), (read[2].Start!.Value, read[2].End!.Value));
        DateTime[] first = [.. photos.Where(p => p.Media.Deployment == "A01").Select(p => p.Media.Timestamp!.Value)];
        Assert.Equal((first.Min(), first.Max()), (read[0].Start!.Value, read[0].End!.Value));
    }

    [Fact]
    public void An_event_has_the_most_individuals_of_a_photo_and_the_surest_classification()
    {
        CameraTrapImage[] photos =
        [
            Photo("A01/1.jpg", 0, "e1", ("fox", 0.5f), ("fox", 0.75f)),
            Photo("A01/2.jpg", 10, "e1", ("fox", 0.875f), ("ibex", 0.25f)),
            Photo("A01/3.jpg", 20, "e1"),
            Photo("A01/4.jpg", 900, "e2"),
        ];
        Written.All(CamtrapPackage.Create(Out, Options), photos);

        string[] events =
        [
            .. File.ReadLines(Path.Combine(Out, "observations.csv")).Where(l => l.Contains(",event,", StringComparison.Ordinal)),
        ];
        Assert.Equal(
            [
                "event:e1:1,A01,,e1,2024-05-31T18:30:00+06:00,2024-05-31T18:30:20+06:00,event,animal,,fox,2,,,,,,,,,,,,machine,leopards.zip,2024-06-01T08:00:00Z,0.875,,",
                "event:e1:2,A01,,e1,2024-05-31T18:30:00+06:00,2024-05-31T18:30:20+06:00,event,animal,,ibex,1,,,,,,,,,,,,machine,leopards.zip,2024-06-01T08:00:00Z,0.25,,",
                "event:e2:1,A01,,e2,2024-05-31T18:45:00+06:00,2024-05-31T18:45:00+06:00,event,blank,,,,,,,,,,,,,,,machine,leopards.zip,2024-06-01T08:00:00Z,,,",
            ],
            events
        );
    }

    [Fact]
    public void Times_have_the_distance_from_UTC_that_the_zone_has_in_summer_and_winter()
    {
        CamtrapOptions options = Options with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") };
        var winter = new CameraTrapImage
        {
            Media = Photo("A01/1.jpg", 0, "e1").Media with { Timestamp = new DateTime(2024, 1, 31, 6, 0, 0) },
        };
        Written.All(CamtrapPackage.Create(Out, options), [winter, Photo("A01/2.jpg", 0, "e2")]);

        string[] times = [.. File.ReadLines(Path.Combine(Out, "media.csv")).Skip(1).Select(l => l.Split(',')[3])];
        Assert.Equal(["2024-01-31T06:00:00+01:00", "2024-05-31T18:30:00+02:00"], times);
        Assert.Equal(new DateTime(2024, 5, 31, 16, 30, 0), CamtrapPackage.Read(Out, TimeZoneInfo.Utc).Last().Media.Timestamp);
    }

    [Fact]
    public void A_photo_without_a_time_is_refused_or_stands_at_the_start_of_its_deployment_and_says_so()
    {
        CameraDeployment[] deployments =
        [
            PhotoGenerator.Deployments[0] with
            {
                Start = new DateTime(2024, 5, 1),
                End = new DateTime(2024, 6, 1),
            },
        ];
        CameraTrapImage untimed = new()
        {
            Media = new CameraTrapMedia
            {
                File = "A01/1.jpg",
                Deployment = "A01",
                Failure = "0 bytes",
            },
        };
        CamtrapOptions options = Options with { Deployments = deployments };
        using (CameraTrapWriter writer = CamtrapPackage.Create(Out, options))
            Assert.Contains(
                "'A01/1.jpg' doesn't say when it was taken",
                Assert.Throws<ArgumentException>(() => writer.Append(untimed)).Message
            );
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));

        Written.All(CamtrapPackage.Create(Out, options with { PutsUntimedAtStart = true }), [untimed]);
        Assert.Empty(TableSchema.Violations(Out, Tables));
        Assert.Equal(
            "A01/1.jpg,A01,activityDetection,2024-05-01T00:00:00+06:00,A01/1.jpg,false,1.jpg,image/jpeg,,,no timestamp; failure: 0 bytes",
            File.ReadLines(Path.Combine(Out, "media.csv")).Last()
        );
        Assert.Contains(",true,", File.ReadLines(Path.Combine(Out, "deployments.csv")).Last());
        Assert.Equal(untimed.Media with { Site = "Гора, west" }, Assert.Single(CamtrapPackage.Read(Out)).Media);
    }

    public static TheoryData<CameraTrapMedia, string> Refused =>
        new()
        {
            { Media("A01/1.jpg") with { Deployment = null }, "'A01/1.jpg' is of no deployment" },
            { Media("A01/1.jpg") with { Deployment = "X9" }, "deployment 'X9', which isn't among the 5 deployments given" },
            { Media("A01/1.jpg") with { Deployment = "nowhere" }, "The deployment 'nowhere' has no latitude" },
            { Media("A01/..1.jpg"), "has a name that Camtrap DP refuses" },
            { Media("/A01/1.jpg"), "has a name that Camtrap DP refuses" },
            { Media("A01/1.raw"), "has a media type that isn't known" },
            { Media("A01\\1.jpg"), "has a backslash" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_photo_that_the_format_cannot_hold_is_refused_before_and_while_it_is_written(CameraTrapMedia media, string message)
    {
        CamtrapOptions options = Options with { Deployments = [.. PhotoGenerator.Deployments, new CameraDeployment { Id = "nowhere" }] };
        using CameraTrapWriter writer = CamtrapPackage.Create(Out, options);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => writer.Check([media])).Message, StringComparison.Ordinal);
        Assert.Contains(
            message,
            Assert.Throws<ArgumentException>(() => writer.Append(new CameraTrapImage { Media = media })).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_photo_that_comes_twice_and_events_that_come_apart_are_refused()
    {
        using CameraTrapWriter writer = CamtrapPackage.Create(Out, Options);
        CameraTrapMedia first = Media("A01/1.jpg") with { Event = "e1" };
        Assert.Contains("comes twice", Assert.Throws<ArgumentException>(() => writer.Check([first, first])).Message);
        CameraTrapMedia[] apart = [first, Media("A01/2.jpg") with { Event = "e2" }, Media("A01/3.jpg") with { Event = "e1" }];
        Assert.Contains(
            "belongs to the event 'e1', and others come between",
            Assert.Throws<ArgumentException>(() => writer.Check(apart)).Message
        );
        writer.Check([first]);
    }

    public static TheoryData<CamtrapOptions, string> Wrong =>
        new()
        {
            { Options with { ProjectTitle = " " }, "CamtrapOptions.ProjectTitle is  ; allowed: a title" },
            {
                Options with
                {
                    SamplingDesign = "random",
                },
                "CamtrapOptions.SamplingDesign is random; allowed: simpleRandom, systematicRandom"
            },
            { Options with { TimeZone = null! }, "CamtrapOptions.TimeZone is null; allowed: the time zone of the cameras" },
            { Options with { Contributors = [] }, "CamtrapOptions.Contributors is empty; allowed: one or more" },
            {
                Options with
                {
                    CaptureMethods = ["motion"],
                },
                "CamtrapOptions.CaptureMethods is motion; allowed: activityDetection, timeLapse"
            },
            { Options with { Deployments = [new() { Id = "a" }, new() { Id = "a" }] }, "The deployment 'a' is given twice" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_option_that_is_missing_or_wrong_is_refused_by_its_name(CamtrapOptions options, string message)
    {
        Assert.Contains(
            message,
            Assert.Throws<ArgumentException>(() => CamtrapPackage.Create(Out, options)).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Observations_of_people_replace_those_of_machines()
    {
        Written.All(CamtrapPackage.Create(Out, Options), [Photo("A01/1.jpg", 0, "e1", ("fox", 0.5f))]);
        string table = Path.Combine(Out, "observations.csv");
        File.AppendAllText(
            table,
            "o2,A01,A01/1.jpg,e1,2024-05-31T18:30:00Z,2024-05-31T18:30:00Z,media,animal,,Capra sibirica,1,,,,,,,,,,,,human,B,,,,\n"
        );

        CameraTrapDetection found = Assert.Single(Assert.Single(CamtrapPackage.Read(Out)).Detections);
        Assert.Equal("Capra sibirica", found.Classes[0].Name);
    }

    [Fact]
    public void Classes_have_their_scientific_names()
    {
        CamtrapOptions options = Options with { ScientificNames = new Dictionary<string, string> { ["fox"] = "Vulpes vulpes" } };
        Written.All(CamtrapPackage.Create(Out, options), [Photo("A01/1.jpg", 0, "e1", ("fox", 0.5f), ("ibex", 0.5f))]);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "datapackage.json")));
        Assert.Equal(
            ["Vulpes vulpes", "ibex"],
            json.RootElement.GetProperty("taxonomic").EnumerateArray().Select(t => t.GetProperty("scientificName").GetString())
        );
    }

    [Fact]
    public void What_else_is_in_the_folder_stays()
    {
        Directory.CreateDirectory(Out);
        File.WriteAllText(Path.Combine(Out, "README.md"), "ours");
        Written.All(CamtrapPackage.Create(Out, Options), [Photo("A01/1.jpg", 0, "e1")]);
        Written.All(CamtrapPackage.Create(Out, Options), [Photo("A01/2.jpg", 0, "e1")]);

        Assert.Equal("ours", File.ReadAllText(Path.Combine(Out, "README.md")));
        Assert.Equal("A01/2.jpg", Assert.Single(CamtrapPackage.Read(Out)).Media.File);
    }

    [Theory]
    [InlineData(
        "media.csv",
        ",A01,activity",
        ",A99,activity",
        "media.csv', line 2, column 'deploymentID': the value is 'A99'; needed: a deployment"
    )]
    [InlineData(
        "media.csv",
        "18:30:00+06:00",
        "18:30:00",
        "column 'timestamp': the value is '2024-05-31T18:30:00'; needed: a time with its zone"
    )]
    [InlineData(
        "observations.csv",
        ",media,animal",
        ",photo,animal",
        "column 'observationLevel': the value is 'photo'; needed: media or event"
    )]
    [InlineData(
        "observations.csv",
        ",media,animal",
        ",media,beast",
        "column 'observationType': the value is 'beast'; needed: animal, human"
    )]
    [InlineData("deployments.csv", ",42.5,", ",142.5,", "column 'latitude': the value is '142.5'; needed: a number from -90 to 90")]
    [InlineData("deployments.csv", "deploymentID", "deployment", "has no column 'deploymentID'")]
    [InlineData("datapackage.json", "\"observations\"", "\"sightings\"", "'resources' has no 'observations'")]
    public void A_damaged_package_is_told_with_file_line_and_column(string file, string from, string to, string message)
    {
        CamtrapOptions options = Options with { Deployments = [Options.Deployments[0]] };
        Written.All(CamtrapPackage.Create(Out, options), [Photo("A01/1.jpg", 0, "e1", ("fox", 0.5f))]);
        string path = Path.Combine(Out, file),
            text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(
            message,
            Assert.Throws<FormatException>(() => CamtrapPackage.Read(Out).ToArray()).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>What the format holds of a photo: of an animal its name and one number, of people and vehicles the number alone.</summary>
    private static CameraTrapImage Held(CameraTrapImage photo)
    {
        ClassConfidence blank = photo.Classes.FirstOrDefault(c => c.Name == "empty");
        return photo with
        {
            Classes = photo.Detections.Count == 0 && blank.Name is not null ? [blank with { Name = "blank" }] : [],
            Detections =
            [
                .. photo.Detections.Select(d =>
                {
                    float sure = d.Classes is [var best, ..] ? best.Confidence : d.Confidence;
                    return d with { Confidence = sure, Classes = d.Category == "animal" ? [d.Classes[0]] : [] };
                }),
            ],
        };
    }

    private IEnumerable<string?> Files() => Directory.GetFiles(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static CameraTrapMedia Media(string file) =>
        new()
        {
            File = file,
            Deployment = "A01",
            Timestamp = new DateTime(2024, 5, 31, 18, 30, 0),
        };

    private static CameraTrapImage Photo(string file, int seconds, string name, params (string Class, float Sure)[] found) =>
        new()
        {
            Media = Media(file) with { Timestamp = new DateTime(2024, 5, 31, 18, 30, 0).AddSeconds(seconds), Event = name },
            Detections =
            [
                .. found.Select(f => new CameraTrapDetection
                {
                    Category = "animal",
                    Confidence = f.Sure,
                    Box = new BoundingBox(0, 0, 0.5f, 0.5f),
                    Classes = [new(f.Class, f.Sure)],
                }),
            ],
        };
}
