using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Formats;

/// <summary>Photos as a table, and as JSON.</summary>
public sealed class CameraTrapCsvTests : IDisposable
{
    private static readonly string[] Awkward = [.. PhotoGenerator.Classes, "event"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Out => _folder.File("photos.csv");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Photos_are_read_as_they_were_written(bool boxes)
    {
        CameraTrapImage[] photos = [.. new PhotoGenerator(7) { HasBoxes = boxes, MaxDetections = 1 }.Photos(1_000)];
        Written.All(CameraTrapCsv.Create(Out, Awkward), photos);

        Written.AssertSame(photos, CameraTrapCsv.Read(Out));
    }

    [Fact]
    public void Rows_begin_as_those_of_predictions_and_have_a_column_for_each_class()
    {
        var media = new CameraTrapMedia
        {
            File = "a/1.jpg",
            Deployment = "a",
            Timestamp = new DateTime(2024, 5, 31, 18, 30, 0, 250),
            Event = "e1",
        };
        ImagePrediction prediction = ImagePrediction.FromScores(["empty", "fox", "event"], [0.25f, 0.5f, 0.25f]);
        CameraTrapWriter writer = CameraTrapCsv.Create(Out, ["empty", "fox", "event"]);
        Written.All(
            writer,
            [
                new ClassCategories().Describe(media, prediction),
                new()
                {
                    Media = new CameraTrapMedia { File = "2.jpg", Failure = "cut off" },
                },
            ]
        );

        Assert.Equal(
            [
                "file,predicted,probability,deployment,site,timestamp,event,frame,category,confidence,left,top,width,height,count,failure,empty,fox,event (class 2)",
                "a/1.jpg,fox,0.5,a,,2024-05-31T18:30:00.25,e1,,animal,0.75,,,,,,,0.25,0.5,0.25",
                "2.jpg,,,,,,,,,,,,,,,cut off,,,",
            ],
            File.ReadAllLines(Out)
        );
    }

    [Fact]
    public void Individuals_of_the_surest_class_are_counted()
    {
        CameraTrapDetection fox = new()
        {
            Category = "animal",
            Confidence = 0.5f,
            Box = new BoundingBox(0, 0, 1, 0.5f),
            Classes = [new("fox", 0.5f)],
        };
        CameraTrapDetection ibex = fox with { Confidence = 0.75f, Classes = [new("ibex", 0.75f)] };
        Written.All(
            CameraTrapCsv.Create(Out, ["fox", "ibex"]),
            [
                new()
                {
                    Media = new CameraTrapMedia { File = "1.jpg" },
                    Detections = [fox, ibex, ibex],
                },
            ]
        );

        Assert.StartsWith("1.jpg,ibex,0.75,,,,,,animal,0.75,0,0,1,0.5,2,", File.ReadLines(Out).Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_of_the_same_name_are_told_apart_by_their_numbers()
    {
        string[] classes = ["crane", "fox", "crane"];
        ImagePrediction prediction = ImagePrediction.FromScores(classes, [0.25f, 0.125f, 0.625f]);
        CameraTrapImage photo = new ClassCategories().Describe(new CameraTrapMedia { File = "1.jpg" }, prediction);
        Written.All(CameraTrapCsv.Create(Out, ClassCategories.DistinctNames(classes)), [photo]);

        Assert.EndsWith(",crane (class 0),fox,crane (class 2)", File.ReadLines(Out).First(), StringComparison.Ordinal);
        Assert.EndsWith(",0.25,0.125,0.625", File.ReadLines(Out).Last(), StringComparison.Ordinal);
        Assert.StartsWith("1.jpg,crane (class 2),0.625,", File.ReadLines(Out).Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_without_a_column_is_refused()
    {
        CameraTrapImage photo = new ClassCategories().Describe(
            new CameraTrapMedia { File = "1.jpg" },
            ImagePrediction.FromScores(["fox"], [1])
        );
        using CameraTrapWriter writer = CameraTrapCsv.Create(Out, ["ibex"]);
        Assert.Contains(
            "'1.jpg' has the class 'fox', for which the table has no column",
            Assert.Throws<ArgumentException>(() => writer.Append(photo)).Message
        );
    }

    [Fact]
    public void A_table_of_predictions_without_the_other_columns_is_read()
    {
        File.WriteAllText(Out, "file;predicted;probability;empty;fox\n1.jpg;fox;0.75;0.25;0.75\n2.jpg;empty;0.5;0.5;0.5\n3.jpg;;;;\n");
        CameraTrapImage[] read = [.. CameraTrapCsv.Read(Out)];

        Assert.Equal(
            ("animal", 0.75f, "fox"),
            (read[0].Detections[0].Category, read[0].Detections[0].Confidence, read[0].Detections[0].Classes[0].Name)
        );
        Assert.Equal((0, "empty"), (read[1].Detections.Count, read[1].Classes[0].Name));
        Assert.Equal("no prediction", read[2].Media.Failure);
    }

    [Theory]
    [InlineData("file,label\n1.jpg,fox\n", "has no column 'predicted'")]
    [InlineData(
        "file,predicted,probability\n1.jpg,fox,high\n",
        "line 2, column 'probability': the value is 'high'; needed: a number from 0 to 1"
    )]
    [InlineData(
        "file,predicted,timestamp\n1.jpg,fox,yesterday\n",
        "column 'timestamp': the value is 'yesterday'; needed: a time as 2024-05-31T18:30:00"
    )]
    [InlineData("file,predicted,left\n1.jpg,fox,0.5\n", "has no column 'top'")]
    [InlineData(
        "file,predicted,left,top,width,height\n1.jpg,fox,0.5,,1,1\n",
        "line 2, column 'top': the value is ''; needed: a number from 0 to 1"
    )]
    [InlineData("file,predicted,frame\n1.jpg,fox,-1\n", "column 'frame': the value is '-1'; needed: a whole number from 0")]
    [InlineData("file,predicted\n,fox\n", "line 2, column 'file': the value is ''; needed: a photo")]
    [InlineData("file,predicted,file\n1.jpg,fox,\n", "has two columns named 'file'")]
    [InlineData("file,predicted\n\"1.jpg,fox\n", "line 2")]
    public void A_table_that_is_damaged_is_told_with_line_and_column(string text, string message)
    {
        File.WriteAllText(Out, text);
        Assert.Contains(message, Assert.Throws<FormatException>(() => CameraTrapCsv.Read(Out).ToArray()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_in_UTF_8_is_told()
    {
        File.WriteAllBytes(Out, [.. "file,predicted\n"u8, 0xE9, .. ".jpg,fox\n"u8]);
        Assert.Contains("is not in UTF-8", Assert.Throws<FormatException>(() => CameraTrapCsv.Read(Out).ToArray()).Message);
    }

    [Theory]
    [InlineData("photos.json", true)]
    [InlineData("photos.json", false)]
    [InlineData("photos.jsonl", true)]
    [InlineData("photos.jsonl", false)]
    public void JSON_holds_all_of_a_photo(string name, bool boxes)
    {
        CameraTrapImage[] photos = [.. new PhotoGenerator(9) { HasBoxes = boxes }.Photos(500)];
        photos[0] = photos[0] with
        {
            Media = photos[0].Media with
            {
                CameraMake = "RECONYX",
                CameraModel = "HC600",
                CameraSerial = "H600-1",
                FlashFired = true,
                TemperatureCelsius = -12.5,
                Width = 2048,
                Height = 1536,
                DuplicateOf = "A01/IMG_1.JPG",
            },
        };
        Written.All(CameraTrapJson.Create(_folder.File(name)), photos);

        Written.AssertSame(photos, CameraTrapJson.Read(_folder.File(name)));
        Assert.Equal(500 + (name.EndsWith('l') ? 0 : 2), File.ReadLines(_folder.File(name)).Count());
        Written.All(CameraTrapJson.Create(_folder.File(name)), []);
        Assert.Empty(CameraTrapJson.Read(_folder.File(name)));
    }

    [Theory]
    [InlineData("p.json", "[{\"media\":{}}]", "photo 1")]
    [InlineData("p.json", "[{\"media\":{\"file\":\"a\",\"width\":\"wide\"}}]", "photo 1, 'media.width'")]
    [InlineData("p.json", "[{\"media\":{\"file\":\"a\"},\"colour\":1}]", "photo 1")]
    [InlineData(
        "p.json",
        "[{\"media\":{\"file\":\"a\"},\"detections\":[{\"category\":\"animal\",\"confidence\":2}]}]",
        "photo 1: The confidence of the photo 'a' is 2"
    )]
    [InlineData("p.json", "[null]", "photo 1: It is null")]
    [InlineData("p.json", "[{\"media\":{\"file\":\"a\"}}", "line 1")]
    [InlineData("p.json", "[] []", "line 1")]
    [InlineData("p.jsonl", "{\"media\":{\"file\":\"a\"}}\n{\"media\":\n", "line 2")]
    public void JSON_that_is_damaged_is_told_with_its_place(string name, string text, string message)
    {
        File.WriteAllText(_folder.File(name), text);
        FormatException error = Assert.Throws<FormatException>(() => CameraTrapJson.Read(_folder.File(name)).ToArray());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
