using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Formats;

/// <summary>MegaDetector's results format 1.6, compared with a JSON Schema of its specification and with its example.</summary>
public sealed class MegaDetectorFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Out => _folder.File("found.json");

    [Theory]
    [InlineData(true, "MDV5A")]
    [InlineData(false, null)]
    public void Photos_with_failures_among_them_are_as_the_schema_has_them_and_are_read_as_they_were_written(bool boxes, string? detector)
    {
        var header = new MegaDetectorHeader
        {
            Detector = detector,
            Classifier = "leopards.zip",
            TypicalDetectionThreshold = 0.2f,
            Classes = PhotoGenerator.Classes,
        };
        CameraTrapImage[] photos = [.. new PhotoGenerator(1) { HasBoxes = boxes }.Photos(10_000)];
        Written.All(MegaDetectorFile.Create(Out, header), photos);

        Assert.Empty(Written.Violations("megadetector.json", Out));
        Written.AssertSame(photos.Select(p => Held(p, header)), MegaDetectorFile.Read(Out));
        Assert.Contains(photos, p => p.Media.Failure is not null);
        AssertTimelapseTakesIt();
    }

    [Fact]
    public void What_the_file_says_of_itself_comes_back()
    {
        var header = new MegaDetectorHeader
        {
            Detector = "md_v5a.0.0.pt",
            DetectorVersion = "v5a.0.1",
            TypicalDetectionThreshold = 0.2f,
            ConservativeDetectionThreshold = 0.05f,
            DetectionCompletionTime = new DateTime(2026, 5, 26, 19, 11, 27),
            Classifier = "leopards",
            TypicalClassificationThreshold = 0.75f,
            ClassificationCompletionTime = new DateTime(2026, 5, 26, 19, 11, 32),
            Categories = ["dog"],
            Classes = ["ибис", "fox"],
            ClassDescriptions = new Dictionary<string, string> { ["fox"] = "mammalia;carnivora;canidae;vulpes;vulpes" },
        };
        Written.All(MegaDetectorFile.Create(Out, header), []);

        Assert.Empty(Written.Violations("megadetector.json", Out));
        MegaDetectorHeader read = MegaDetectorFile.ReadHeader(Out);
        Assert.Equal(["dog"], read.Categories);
        Assert.Equal(header.Classes, read.Classes);
        Assert.Equal("mammalia;carnivora;canidae;vulpes;vulpes", read.ClassDescriptions["fox"]);
        Assert.Equal(
            header with
            {
                Categories = [],
                Classes = [],
                ClassDescriptions = new Dictionary<string, string>(),
            } with
            {
                ClassDescriptions = read.ClassDescriptions,
            },
            read with
            {
                Categories = [],
                Classes = [],
            } with
            {
                ClassDescriptions = read.ClassDescriptions,
            }
        );
    }

    [Fact]
    public void Confidences_have_a_point_since_MegaDetectors_validator_takes_no_whole_number()
    {
        Write(new CameraTrapDetection { Category = "animal", Classes = [new("fox", 1)] });

        string text = File.ReadAllText(Out);
        Assert.Contains("\"conf\": 1.0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"conf\": 1,", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_less_sure_than_3_in_100_and_classes_named_like_categories_are_left_out()
    {
        Write(
            new CameraTrapDetection { Category = "animal", Confidence = 0.02f },
            new CameraTrapDetection
            {
                Category = "animal",
                Confidence = 0.5f,
                Classes = [new("animal", 0.9f), new("fox", 0.02f), new("person", 0.3f)],
            },
            new CameraTrapDetection
            {
                Category = "person",
                Confidence = 0.5f,
                Classes = [new("human", 0.4f)],
            }
        );

        CameraTrapImage read = Assert.Single(MegaDetectorFile.Read(Out));
        Assert.Equal([("animal", 0), ("person", 1)], read.Detections.Select(d => (d.Category, d.Classes.Count)));
        AssertTimelapseTakesIt();
    }

    [Fact]
    public void Classes_are_written_the_surest_first()
    {
        Write(new CameraTrapDetection { Category = "animal", Classes = [new("fox", 0.2f), new("ibex", 0.7f)] });

        Assert.Equal(["ibex", "fox"], Assert.Single(MegaDetectorFile.Read(Out)).Detections[0].Classes.Select(c => c.Name));
    }

    [Fact]
    public void Frames_of_a_video_are_one_entry_and_come_back_as_frames()
    {
        CameraTrapImage[] frames =
        [
            Frame("a.jpg", null, "animal"),
            Frame("v.mp4", 0, "animal"),
            Frame("v.mp4", 30),
            Frame("v.mp4", 60, "animal", "person"),
            Frame("w.mp4", 0),
        ];
        Written.All(MegaDetectorFile.Create(Out, new MegaDetectorHeader { FrameRate = 29.97 }), frames);

        Assert.Empty(Written.Violations("megadetector.json", Out));
        Written.AssertSame(frames, MegaDetectorFile.Read(Out));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Out));
        JsonElement video = json.RootElement.GetProperty("images")[1];
        Assert.Equal(29.97, video.GetProperty("frame_rate").GetDouble());
        Assert.Equal([0, 30, 60], video.GetProperty("frames_processed").EnumerateArray().Select(f => f.GetInt32()));
        Assert.Equal([0, 60, 60], video.GetProperty("detections").EnumerateArray().Select(d => d.GetProperty("frame_number").GetInt32()));
    }

    [Fact]
    public void A_video_without_a_frame_rate_and_frames_that_come_apart_are_refused()
    {
        using CameraTrapWriter without = MegaDetectorFile.Create(Out);
        Assert.Contains("asks the frame rate", Assert.Throws<ArgumentException>(() => without.Append(Frame("v.mp4", 0))).Message);
        using CameraTrapWriter with = MegaDetectorFile.Create(Out, new MegaDetectorHeader { FrameRate = 1 });
        with.Append(Frame("v.mp4", 0));
        with.Append(Frame("w.mp4", 0));
        Assert.Contains("video 'v.mp4'", Assert.Throws<ArgumentException>(() => with.Append(Frame("v.mp4", 1))).Message);
    }

    /// <summary>The example of the specification, with its photos before its categories, as MegaDetector itself writes files.</summary>
    [Fact]
    public void A_file_of_MegaDetector_is_read_whatever_the_order_of_its_fields()
    {
        File.WriteAllText(
            Out,
            """
            { "images": [
               { "file": "deer\\1.jpg", "detections": [
                  { "category": "1", "conf": 0.926, "bbox": [0.0, 0.2762, 0.1539, 0.2825], "classifications": [["3", 0.901], ["1", 0.071]] },
                  { "category": "7", "conf": 0.5, "bbox": [0, 0, 1, 1] } ] },
               { "file": "v.mp4", "frame_rate": 20, "frames_processed": [0, 20], "detections": [
                  { "category": "2", "conf": 0.774, "bbox": [0.11, 0.21, 0.31, 0.41], "frame_number": 20 } ] },
               { "file": "empty.jpg", "detections": [], "failure": null },
               { "file": "bad.jpg", "failure": "Failure image access", "detections": null },
               { "file": "bad2.jpg", "failure": "Failure image access" } ],
              "detection_categories": { "1": "animal", "2": "person", "3": "vehicle" },
              "classification_categories": { "0": "fox", "1": "elk", "3": "bear" },
              "info": { "format_version": "1.6", "detector": "MDV5A", "detector_metadata": { "image_size": 1280, "typical_detection_threshold": 0.2 },
                        "summary_report": "<p>Summary</p>" } }
            """
        );

        CameraTrapImage[] read = [.. MegaDetectorFile.Read(Out)];
        Assert.Equal(["deer/1.jpg", "v.mp4", "v.mp4", "empty.jpg", "bad.jpg", "bad2.jpg"], read.Select(i => i.Media.File));
        CameraTrapDetection deer = Assert.Single(read[0].Detections);
        Assert.Equal([("bear", 0.901f), ("elk", 0.071f)], deer.Classes.Select(c => (c.Name, c.Confidence)));
        Assert.Equal(new BoundingBox(0, 0.2762f, 0.1539f, 0.2825f), deer.Box);
        Assert.Equal([0, 1], read[1..3].Select(f => f.Detections.Count));
        Assert.Equal([null, "Failure image access", "Failure image access"], read[3..].Select(i => i.Media.Failure));
        Assert.Equal(0.2f, MegaDetectorFile.ReadHeader(Out).TypicalDetectionThreshold);
    }

    [Theory]
    [InlineData("[]", "begins with a list; needed: an object")]
    [InlineData("{\n \"info\": {,\n}", "line 2")]
    [InlineData("{ \"info\": { \"format_version\": \"1.6\" }", "line 1")]
    [InlineData("{ \"info\": { \"format_version\": \"1.6\" }, \"images\": [] }", "has no 'detection_categories'")]
    [InlineData(
        "{ \"info\": { \"format_version\": 1.6 }, \"images\": [], \"detection_categories\": {} }",
        "'format_version' is 1.6; needed: text"
    )]
    [InlineData("{ \"info\": { \"format_version\": \"2.0\" }, \"images\": [], \"detection_categories\": {} }", "'format_version' is '2.0'")]
    [InlineData(
        "{ \"info\": { \"format_version\": \"1.6\" }, \"images\": [], \"detection_categories\": { \"one\": \"animal\" } }",
        "has the number 'one'"
    )]
    [InlineData(
        "{ \"info\": { \"format_version\": \"1.6\" }, \"images\": [], \"detection_categories\": { \"1\": \"\" } }",
        "has no name for 1"
    )]
    [InlineData(
        "{ \"info\": { \"format_version\": \"1.6\" }, \"images\": {}, \"detection_categories\": {} }",
        "'images' begins with an object; needed: a list"
    )]
    public void A_file_that_is_not_of_the_format_is_told_with_what_is_wrong(string text, string message)
    {
        File.WriteAllText(Out, text);
        FormatException error = Assert.Throws<FormatException>(() => MegaDetectorFile.Read(Out).ToArray());
        Assert.Contains(Out, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ }", "image 1: has no 'file'")]
    [InlineData("{ \"file\": 3 }", "image 1: 'file' is 3; needed: text")]
    [InlineData("{ \"file\": \"a.jpg\" }", "image 1 ('a.jpg'): has neither 'detections' nor a 'failure'")]
    [InlineData("{ \"file\": \"a.jpg\", \"detections\": [], \"failure\": \"x\" }", "has a 'failure', and 'detections'")]
    [InlineData("{ \"file\": \"a.jpg\", \"detections\": [5] }", "('a.jpg'), detection 1: is 5; needed: an object")]
    [InlineData(
        "{ \"file\": \"a.jpg\", \"detections\": [{ \"category\": 1, \"conf\": 1, \"bbox\": [0,0,1,1] }] }",
        "'category' is 1; needed: text"
    )]
    [InlineData(
        "{ \"file\": \"a.jpg\", \"detections\": [{ \"category\": \"1\", \"conf\": 1.5, \"bbox\": [0,0,1,1] }] }",
        "'conf' is 1.5; needed: a number from 0 to 1"
    )]
    [InlineData(
        "{ \"file\": \"a.jpg\", \"detections\": [{ \"category\": \"1\", \"conf\": 1, \"bbox\": [10,20,300,200] }] }",
        "'bbox' is [10,20,300,200]"
    )]
    [InlineData(
        "{ \"file\": \"a.jpg\", \"detections\": [{ \"category\": \"1\", \"conf\": 1, \"bbox\": [0,0,1,1], \"classifications\": [[1, 0.5]] }] }",
        "'classifications' is [[1, 0.5]]"
    )]
    [InlineData(
        "{ \"file\": \"a.jpg\", \"detections\": [{ \"category\": \"1\", \"conf\": 1, \"bbox\": [0,0,1,1], \"classifications\": [[\"9\", 0.5]] }] }",
        "the class '9', which 'classification_categories' doesn't list"
    )]
    [InlineData(
        "{ \"file\": \"v.mp4\", \"frames_processed\": [0], \"detections\": [{ \"category\": \"1\", \"conf\": 1, \"bbox\": [0,0,1,1] }] }",
        "detection 1 has no 'frame_number'"
    )]
    public void An_image_that_is_not_of_the_format_is_told_by_its_number_and_name(string image, string message)
    {
        File.WriteAllText(
            Out,
            $$"""{ "info": { "format_version": "1.6" }, "detection_categories": { "1": "animal" }, "images": [{{image}}] }"""
        );
        FormatException error = Assert.Throws<FormatException>(() => MegaDetectorFile.Read(Out).ToArray());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    /// <summary>What the format holds of a photo.</summary>
    private static CameraTrapImage Held(CameraTrapImage photo, MegaDetectorHeader header) =>
        new()
        {
            Media = new CameraTrapMedia
            {
                File = photo.Media.File,
                Timestamp = photo.Media.Timestamp,
                Failure = photo.Media.Failure,
            },
            Detections =
            [
                .. photo
                    .Detections.Where(d => d.Confidence >= header.MinimumConfidence)
                    .Select(d =>
                        d with
                        {
                            Classes =
                            [
                                .. d
                                    .Classes.Where(c => c.Confidence >= header.MinimumConfidence && c.Name is not "vehicle")
                                    .OrderByDescending(c => c.Confidence),
                            ],
                        }
                    ),
            ],
        };

    private void Write(params CameraTrapDetection[] detections) =>
        Written.All(
            MegaDetectorFile.Create(Out),
            [
                new CameraTrapImage
                {
                    Media = new CameraTrapMedia { File = "a.jpg" },
                    Detections = detections,
                },
            ]
        );

    private static CameraTrapImage Frame(string file, int? frame, params string[] categories) =>
        new()
        {
            Media = new CameraTrapMedia { File = file, Frame = frame },
            Detections = [.. categories.Select(c => new CameraTrapDetection { Category = c, Confidence = 0.5f })],
        };

    /// <summary>Timelapse refuses a class that is named like a category of the detector, and names that come twice.</summary>
    private void AssertTimelapseTakesIt()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Out));
        string[] categories = Names(json, "detection_categories"),
            classes = Names(json, "classification_categories");
        Assert.Empty(categories.Intersect(classes));
        Assert.Equal(categories.Distinct(), categories);
        Assert.Equal(classes.Distinct(), classes);
        Assert.DoesNotContain("0", json.RootElement.GetProperty("detection_categories").EnumerateObject().Select(c => c.Name));
    }

    private static string[] Names(JsonDocument json, string property) =>
        [.. json.RootElement.GetProperty(property).EnumerateObject().Select(c => c.Value.GetString()!)];
}
