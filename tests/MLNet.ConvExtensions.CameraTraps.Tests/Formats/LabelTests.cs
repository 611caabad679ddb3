using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Formats;

/// <summary>Labels that come back from the tools of the field as data to learn from.</summary>
public sealed class LabelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LabelTests()
    {
        foreach (string name in new[] { "A01/1.jpg", "A01/2.jpg", "A02/1.jpg", "B é/3, x.jpg" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File($"photos/{name}"))!);
            _folder.Write($"photos/{name}", [1]);
        }
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Files =>
        new()
        {
            {
                "timelapse.csv",
                "File,RelativePath,DateTime,Species\n1.jpg,A01,,fox\n2.jpg,A01,,blank\n1.jpg,A02,,\"ибекс, \"\"x\"\"\"\n\"3, x.jpg\",B é,,fox\n"
            },
            { "plain.csv", "file,label\nA01/1.jpg,fox\nA01/2.jpg,blank\nA02/1.jpg,\"ибекс, \"\"x\"\"\"\n\"B é/3, x.jpg\",fox\n" },
            {
                "archive.csv",
                "File,Deployment,Label\nA01/1.jpg,A01,fox\nA01/2.jpg,A01,blank\nA02/1.jpg,A02,\"ибекс, \"\"x\"\"\"\n\"B é/3, x.jpg\",B,fox\n"
            },
            {
                "found.json",
                """
                    { "info": { "format_version": "1.6", "detector_metadata": { "typical_detection_threshold": 0.2 } },
                      "detection_categories": { "1": "animal" }, "classification_categories": { "1": "fox", "2": "ибекс, \"x\"" },
                      "images": [
                        { "file": "A01\\1.jpg", "detections": [{ "category": "1", "conf": 0.5, "bbox": [0,0,1,1], "classifications": [["1", 0.9]] },
                                                              { "category": "1", "conf": 0.1, "bbox": [0,0,1,1], "classifications": [["2", 0.9]] }] },
                        { "file": "A01/2.jpg", "detections": [{ "category": "1", "conf": 0.1, "bbox": [0,0,1,1] }] },
                        { "file": "A02/1.jpg", "detections": [{ "category": "1", "conf": 0.5, "bbox": [0,0,1,1], "classifications": [["2", 0.9], ["1", 0.1]] }] },
                        { "file": "B é/3, x.jpg", "detections": [{ "category": "1", "conf": 0.5, "bbox": [0,0,1,1], "classifications": [["1", 0.4]] }] } ] }
                    """
            },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void The_class_of_each_photo_is_its_label(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        IDataView data = new MLContext().Data.LoadCameraTrapLabels(
            _folder.File(name),
            _folder.File("photos"),
            out CameraTrapLabelSummary summary
        );

        Assert.Equal(["fox", "blank", "ибекс, \"x\"", "fox"], data.GetColumn<string>("Label"));
        Assert.Equal(
            ["A01/1.jpg", "A01/2.jpg", "A02/1.jpg", "B é/3, x.jpg"],
            data.GetColumn<string>("ImagePath").Select(p => Path.GetRelativePath(_folder.File("photos"), p).Replace('\\', '/'))
        );
        Assert.Equal((4, 0), (summary.Photos, summary.Remarks.Count));
    }

    [Theory]
    [InlineData("found.json")]
    [InlineData("photos.json")]
    [InlineData("photos.csv")]
    [InlineData("timelapse.csv")]
    [InlineData("package")]
    public void What_was_written_in_any_format_comes_back_as_labels(string name)
    {
        CameraTrapImage[] photos =
        [
            Photo("A01/1.jpg", "A01", new("snow leopard", 0.75f)),
            Photo("A01/2.jpg", "A01", null),
            Photo("A02/1.jpg", "A02", new("雪豹", 0.5f)),
        ];
        string path = _folder.File(name);
        Written.All(
            name switch
            {
                "found.json" => MegaDetectorFile.Create(path, new MegaDetectorHeader { TypicalDetectionThreshold = 0.03f }),
                "photos.csv" => CameraTrapCsv.Create(path, PhotoGenerator.Classes),
                "timelapse.csv" => TimelapseFile.Create(path),
                "package" => CamtrapPackage.Create(path, CamtrapPackageTests.Options),
                _ => CameraTrapJson.Create(path),
            },
            photos
        );

        IDataView data = new MLContext().Data.LoadCameraTrapLabels(path, _folder.File("photos"));
        Assert.Equal(["snow leopard", "blank", "雪豹"], data.GetColumn<string>("Label"));
        // A package knows the sites of its deployments, and both are at one.
        if (name is "package")
            Assert.Single(data.GetColumn<string>("Group").Distinct());
        if (name is "photos.csv" or "photos.json")
            Assert.Equal(["A01", "A01", "A02"], data.GetColumn<string>("Group"));
    }

    [Fact]
    public void Photos_that_are_left_out_are_told_by_name()
    {
        string rows = string.Concat(Enumerable.Range(0, 7).Select(i => $"A01/gone{i}.jpg,fox\n"));
        File.WriteAllText(
            _folder.File("l.csv"),
            $"file,label\n{rows}A01/1.jpg,fox\nA01/2.jpg,fox\nA01/2.jpg,ibex\nA02/1.jpg,\n\"B é/3, x.jpg\",bear\n"
        );
        var options = new CameraTrapLabelOptions { Classes = ["fox", "ibex"] };
        IDataView data = new MLContext().Data.LoadCameraTrapLabels(
            _folder.File("l.csv"),
            _folder.File("photos"),
            out CameraTrapLabelSummary summary,
            options
        );

        Assert.Equal(["fox"], data.GetColumn<string>("Label"));
        Assert.Equal((1, 7, 1, 1, 1), (summary.Photos, summary.Missing, summary.Ambiguous, summary.Unlabelled, summary.UnknownClasses));
        Assert.Equal(
            [
                $"7 photos are not in the folder '{_folder.File("photos")}', and left out: 'A01/gone0.jpg', 'A01/gone1.jpg', 'A01/gone2.jpg', 'A01/gone3.jpg', 'A01/gone4.jpg' and 2 more.",
                "1 photo is of more than one label, and left out: 'A01/2.jpg' (fox, ibex).",
                "1 photo is without a label, and left out: 'A02/1.jpg'.",
                "1 photo is of a class that isn't known, and left out: 'B é/3, x.jpg' (bear).",
            ],
            summary.Remarks
        );
    }

    [Fact]
    public void Another_column_of_labels_can_be_named()
    {
        File.WriteAllText(_folder.File("t.csv"), "File,RelativePath,Animal\n1.jpg,A01,fox\n");
        var options = new CameraTrapLabelOptions { LabelColumnName = "Animal" };
        IDataView data = new MLContext().Data.LoadCameraTrapLabels(_folder.File("t.csv"), _folder.File("photos"), options);
        Assert.Equal(["fox"], data.GetColumn<string>("Label"));
    }

    [Fact]
    public void No_photo_no_file_no_folder_and_no_column_are_told()
    {
        DataOperationsCatalog data = new MLContext().Data;
        string photos = _folder.File("photos"),
            list = _folder.File("l.csv");
        Assert.Contains("is not there", Assert.Throws<FileNotFoundException>(() => data.LoadCameraTrapLabels(list, photos)).Message);
        File.WriteAllText(list, "file,label\ngone.jpg,fox\n");
        Assert.Contains(
            "has no photo to learn from. 1 photo is not in the folder",
            Assert.Throws<ImageInputException>(() => data.LoadCameraTrapLabels(list, photos)).Message
        );
        Assert.Contains(
            "nowhere' is not there",
            Assert.Throws<DirectoryNotFoundException>(() => data.LoadCameraTrapLabels(list, _folder.File("nowhere"))).Message
        );
        File.WriteAllText(list, "file,class\ngone.jpg,fox\n");
        Assert.Contains("has no column 'label'", Assert.Throws<FormatException>(() => data.LoadCameraTrapLabels(list, photos)).Message);
    }

    private static CameraTrapImage Photo(string file, string deployment, ClassConfidence? found) =>
        new()
        {
            Media = new CameraTrapMedia
            {
                File = file,
                Deployment = deployment,
                Timestamp = new DateTime(2024, 5, 31),
            },
            Detections = found is { } best
                ?
                [
                    new CameraTrapDetection
                    {
                        Category = "animal",
                        Confidence = 0.875f,
                        Classes = [best],
                    },
                ]
                : [],
        };
}
