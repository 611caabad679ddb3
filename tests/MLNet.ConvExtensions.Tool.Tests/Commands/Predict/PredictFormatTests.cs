using System.Text;
using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Predict;

/// <summary>Predictions in the formats of the field.</summary>
public sealed class PredictFormatTests : IDisposable
{
    private static readonly string[] Classes = ["empty", "Höhenfuchs, \"rot\"", "human", "снежный барс", "truck"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _labels;

    public PredictFormatTests()
    {
        for (int i = 0; i < 12; i++)
        {
            string name = $"photos/{(i % 2 == 0 ? "A01/DCIM" : "A02")}/IMG_{i / 2}.png";
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
            _folder.Write(name, TestImages.Png(i));
        }

        _labels = _folder.Write("labels.txt", Encoding.UTF8.GetBytes(string.Join('\n', Classes) + "\n"));
        _folder.Write("deployments.csv", "Deployment,Site,Latitude,Longitude\nA01,ridge,42.5,78.25\nA02,pass,42.25,78.5\n"u8.ToArray());
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Formats =>
        new()
        {
            { "megadetector", "found.json" },
            { "timelapse-csv", "timelapse.csv" },
            { "csv", "photos.csv" },
            { "json", "photos.json" },
            { "json", "photos.jsonl" },
        };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_folder_s_photos_are_written_with_their_classes_and_a_photo_that_cannot_be_read_as_a_failure(string format, string name)
    {
        _folder.Write("photos/A02/bad.png", [1, 2, 3]);
        ToolRun run = Predict("--format", format, "--out", _folder.File(name), "--skip-bad", "--vehicle-class", "truck");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("bad.png", Assert.Single(run.Error.TrimEnd().Split('\n')));
        Assert.Contains("13 photos, ", run.Output);
        Assert.Contains("blank: empty; animal: Höhenfuchs, \"rot\", снежный барс; person: human; vehicle: truck", run.Output);
        CameraTrapImage[] read = [.. Read(name)];
        Assert.Equal(13, read.Length);
        Assert.Equal(["A01/DCIM/IMG_0.png", "A02/IMG_0.png"], new[] { read[0], read[6] }.Select(r => r.Media.File));
        Assert.Equal(["A02/bad.png"], read.Where(r => r.Media.Failure is not null).Select(r => r.Media.File));
        AssertLabels(read);
        Assert.Equal([name], Directory.GetFiles(_folder.Path, name + "*").Select(Path.GetFileName));
    }

    [Fact]
    public void Without_leave_to_skip_a_bad_photo_fails_the_command_when_all_is_written()
    {
        _folder.Write("photos/A02/bad.png", [1, 2, 3]);
        ToolRun run = Predict("--format", "json", "--out", _folder.File("p.jsonl"));

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(13, CameraTrapJson.Read(_folder.File("p.jsonl")).Count());
    }

    [Fact]
    public void An_archive_s_table_becomes_a_package_to_publish()
    {
        Archive("2024-05-31T18:30:00");
        ToolRun run = Predict([.. Camtrap("package"), "--images", _folder.File("archive.csv")], images: false);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        CameraTrapImage[] read = [.. CamtrapPackage.Read(_folder.File("package"))];
        Assert.Equal(["photos/A01/DCIM/IMG_0.png", "photos/A02/IMG_0.png"], read.Select(r => r.Media.File));
        Assert.Equal(
            [("A01", "ridge", "e1"), ("A02", "pass", "e2")],
            read.Select(r => (r.Media.Deployment!, r.Media.Site!, r.Media.Event!))
        );
        string observations = File.ReadAllText(Path.Combine(_folder.File("package"), "observations.csv"));
        Assert.Contains(",2024-05-31T18:30:00+06:00,", observations, StringComparison.Ordinal);
        Assert.Equal(2, observations.Split('\n').Count(l => l.StartsWith("event:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Events_are_smoothed_where_photos_have_them()
    {
        Archive("2024-05-31T18:30:00");
        string[] command = ["--format", "json", "--smooth-events", "--out", _folder.File("p.json")];

        Assert.Equal(0, Predict([.. command, "--images", _folder.File("archive.csv")], images: false).ExitCode);
        Predict(command).AssertFailed(2, "--smooth-events is given, but no photo has an event; give the table of 'mlconv archive'");
        Predict("--smooth-events", "--out", _folder.File("p.csv")).AssertFailed(2, "--smooth-events is given");
    }

    [Fact]
    public void What_a_package_cannot_hold_is_told_before_anything_is_predicted()
    {
        Archive("");
        Predict([.. Camtrap("package"), "--images", _folder.File("archive.csv")], images: false)
            .AssertFailed(1, "The photo 'photos/A01/DCIM/IMG_0.png' doesn't say when it was taken");
        _folder.Write("deployments.csv", "Deployment,Latitude\nA01,42.5\nA02,1\n"u8.ToArray());
        Archive("2024-05-31T18:30:00");
        Predict([.. Camtrap("package"), "--images", _folder.File("archive.csv")], images: false)
            .AssertFailed(1, "The deployment 'A01' has no longitude; Camtrap DP asks for latitude and longitude of each");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("package")));
    }

    [Theory]
    [InlineData("--time-zone", "Camtrap DP asks for --time-zone: the time zone of the cameras, such as Asia/Bishkek or +06:00.")]
    [InlineData("--deployments", "Camtrap DP asks for --deployments: A CSV file")]
    [InlineData("--project", "Camtrap DP asks for --project")]
    [InlineData("--sampling-design", "Camtrap DP asks for --sampling-design")]
    [InlineData("--contributor", "Camtrap DP asks for --contributor")]
    public void What_Camtrap_DP_asks_for_is_asked_for_by_name(string option, string message)
    {
        string[] all = Camtrap("package");
        int at = Array.IndexOf(all, option);
        Predict([.. all[..at], .. all[(at + 2)..]]).AssertFailed(2, message);
    }

    [Theory]
    [InlineData("--format needs --out", "--format", "csv")]
    [InlineData("the name must end in .json or .jsonl", "--format", "json", "--out", "p.csv")]
    [InlineData("the name must end in .json.", "--format", "megadetector", "--out", "p.jsonl")]
    [InlineData(
        "--field is given and would change nothing; allowed with --format timelapse-csv",
        "--format",
        "csv",
        "--out",
        "p.csv",
        "--field",
        "A=class"
    )]
    [InlineData("--skip-bad is given and would change nothing; allowed with a --format", "--out", "p.csv", "--skip-bad")]
    [InlineData(
        "--project is given and would change nothing; allowed with --format camtrap-dp",
        "--format",
        "csv",
        "--out",
        "p.csv",
        "--project",
        "x"
    )]
    [InlineData("--field is 'Species'; needed: a field's name, '='", "--format", "timelapse-csv", "--out", "p.csv", "--field", "Species")]
    [InlineData(
        "--blank-class is 'nothing'; the model's classes are empty, Höhenfuchs",
        "--format",
        "csv",
        "--out",
        "p.csv",
        "--blank-class",
        "nothing"
    )]
    [InlineData("'fields'", "--format", "fields", "--out", "p.csv")]
    public void Options_that_make_no_sense_are_refused(string message, params string[] options) =>
        Predict([.. options.Select(o => o.StartsWith("p.", StringComparison.Ordinal) ? _folder.File(o) : o)]).AssertFailed(2, message);

    [Theory]
    [InlineData("Europe/Nowhere")]
    [InlineData("+25:00")]
    public void A_time_zone_that_is_none_is_refused(string zone)
    {
        string[] all = Camtrap("package");
        all[Array.IndexOf(all, "--time-zone") + 1] = zone;
        Predict(all).AssertFailed(2, $"--time-zone is '{zone}'; allowed: a name such as Asia/Bishkek");
    }

    [Fact]
    public void Fields_of_a_template_hold_what_they_are_told()
    {
        string[] fields = ["--field", "DeleteFlag=blank", "--field", "Leopard=снежный барс", "--field", "Animal=class"];
        Assert.Equal(0, Predict(["--format", "timelapse-csv", "--out", _folder.File("t.csv"), .. fields]).ExitCode);

        string[] lines = File.ReadAllLines(_folder.File("t.csv"));
        Assert.Equal("File,RelativePath,DateTime,DeleteFlag,Leopard,Animal", lines[0]);
        Assert.StartsWith("IMG_0.png,A01\\DCIM,,", lines[1], StringComparison.Ordinal);
        Assert.All(
            lines[1..],
            l =>
                Assert.Equal(
                    l.EndsWith(",снежный барс", StringComparison.Ordinal),
                    l.Contains(",true,снежный барс", StringComparison.Ordinal)
                )
        );
    }

    [SkippableFact]
    public void A_full_disk_is_one_error_and_leaves_no_output()
    {
        using var disk = new SmallDisk(4);
        string deep = $"photos/{new string('x', 100)}";
        Directory.CreateDirectory(_folder.File(deep));
        for (int i = 0; i < 40; i++)
            _folder.Write($"{deep}/{i}.png", TestImages.Png(i));
        foreach (
            (string format, string name) in new[]
            {
                ("megadetector", "p.json"),
                ("csv", "p.csv"),
                ("json", "p.jsonl"),
                ("timelapse-csv", "t.csv"),
            }
        )
        {
            Predict("--format", format, "--out", Path.Combine(disk.Path, name)).AssertFailed(1, "No space left on device");
            // What the next run goes on with may be there; no output is.
            string[] left = Directory.GetFileSystemEntries(disk.Path);
            Assert.All(left, file => Assert.Equal(name + ".journal.jsonl", Path.GetFileName(file)));
            Array.ForEach(left, File.Delete);
        }
    }

    [Fact]
    public void Labels_that_were_corrected_judge_a_network()
    {
        File.WriteAllText(
            _folder.File("t.csv"),
            "File,RelativePath,Species\nIMG_0.png,A01\\DCIM,снежный барс\nIMG_1.png,A01\\DCIM,human\nIMG_9.png,A02,human\nIMG_2.png,A02,\n"
        );
        string[] command = ["evaluate", "--images", _folder.File("photos"), "--backbone", ToolRun.Network, "--labels", _labels];
        ToolRun run = ToolRun.Of([.. command, "--image-labels", _folder.File("t.csv")]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"2 photos have their labels from '{_folder.File("t.csv")}'.", run.Output);
        Assert.Contains("and left out: 'A02/IMG_9.png'.", run.Output);
        Assert.Contains("1 photo is without a label, and left out: 'A02/IMG_2.png'.", run.Output);
        ToolRun
            .Of([.. command, "--image-labels", _folder.File("deployments.csv")])
            .AssertFailed(2, "--image-labels is '", "has no column 'file'");
        File.WriteAllText(_folder.File("u.csv"), "file,label\nA02/IMG_0.png,yak\n");
        ToolRun unknown = ToolRun.Of([.. command, "--image-labels", _folder.File("u.csv")]);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("No class is meant by the label 'yak'", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_were_corrected_train_a_network()
    {
        File.WriteAllText(
            _folder.File("l.csv"),
            "File,Deployment,Label\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 12)
                        .Select(i => $"{(i % 2 == 0 ? "A01/DCIM" : "A02")}/IMG_{i / 2}.png,{i % 4},{(i < 6 ? "fox" : "yak")}\n")
                )
        );
        string[] command =
        [
            "train",
            "--images",
            _folder.File("photos"),
            "--network",
            "LeNet5",
            "--size",
            "32",
            "--epochs",
            "1",
            "--batch-size",
            "4",
        ];
        ToolRun run = ToolRun.Of([.. command, "--labels", _folder.File("l.csv"), "--out", _folder.File("m.zip")]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("12 photos have their labels from", run.Output);
        using ImageModel model = new MLContext().Model.LoadImageModel(_folder.File("m.zip"));
        Assert.Equal(["fox", "yak"], model.Classes);
        ToolRun
            .Of([.. command, "--labels", _folder.File("l.csv"), "--group-by", "folder"])
            .AssertFailed(2, "--group-by is given and would change nothing");
        command[2] = _folder.File("deployments.csv");
        ToolRun.Of([.. command, "--labels", _folder.File("l.csv")]).AssertFailed(2, "allowed with a folder of images only");
    }

    /// <summary>Every format says of each photo what the table of predictions says.</summary>
    private void AssertLabels(CameraTrapImage[] read)
    {
        Predict("--out", _folder.File("plain.csv"));
        Dictionary<string, string> plain = CameraTrapCsv
            .Read(_folder.File("plain.csv"))
            .Where(p => p.Media.Failure is null)
            .ToDictionary(p => p.Media.File, p => p.Classes[0].Name);
        Assert.Equal(12, plain.Count);
        foreach (CameraTrapImage image in read.Where(r => r.Media.Failure is null))
        {
            string label =
                image.Detections is [{ Classes: [var best, ..] }] ? best.Name
                : image.Detections is [var bare] ? bare.Category
                : "empty";
            Assert.Equal(plain[image.Media.File], label);
        }
    }

    private void Archive(string time) =>
        File.WriteAllText(
            _folder.File("archive.csv"),
            "File,Deployment,Site,Timestamp,Event\n"
                + $"photos/A01/DCIM/IMG_0.png,A01,ridge,{time},e1\nphotos/A02/IMG_0.png,A02,pass,{time},e2\n"
        );

    private string[] Camtrap(string folder) =>
        [
            "--format",
            "camtrap-dp",
            "--out",
            _folder.File(folder),
            "--deployments",
            _folder.File("deployments.csv"),
            "--time-zone",
            "+06:00",
            "--project",
            "Leopards",
            "--sampling-design",
            "targeted",
            "--contributor",
            "A. Biologist",
        ];

    private IEnumerable<CameraTrapImage> Read(string name)
    {
        string path = _folder.File(name);
        return name switch
        {
            "found.json" => MegaDetectorFile.Read(path),
            "timelapse.csv" => TimelapseFile.Read(path),
            "photos.csv" => CameraTrapCsv.Read(path),
            _ => CameraTrapJson.Read(path),
        };
    }

    private ToolRun Predict(params string[] options) => Predict(options, images: true);

    private ToolRun Predict(string[] options, bool images) =>
        ToolRun.Of([
            "predict",
            "--backbone",
            ToolRun.Network,
            "--labels",
            _labels,
            .. images ? (string[])["--images", _folder.File("photos")] : [],
            .. options,
        ]);
}
