using System.Text.Json;
using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Commands.Predict;
using MLNet.ConvExtensions.Tool.Models;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Predict;

/// <summary><c>mlconv evaluate --report</c>.</summary>
public sealed class EvaluateReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EvaluateReportTests()
    {
        foreach (string name in (string[])["0", "1", "3"])
        {
            Directory.CreateDirectory(_folder.File($"photos/{name}"));
            for (int i = 0; i < 3; i++)
                _folder.Write($"photos/{name}/{i}.png", TestImages.Png((10 * name[0]) + i));
        }
    }

    private string Page => _folder.File("out/report.html");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_and_the_files_beside_it_say_what_the_command_says()
    {
        _folder.Write("photos/0/broken.png", [1, 2, 3]);
        ToolRun run = Evaluate("--report", Page, "--group-by", "(\\d)\\.png$", "--skip-bad"),
            plain = Evaluate("--json", "--skip-bad");
        using JsonDocument said = JsonDocument.Parse(plain.Output),
            written = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(Page, ".json")));

        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith($"Report: {Page}\n", run.Output, StringComparison.Ordinal);
        JsonElement accuracy = written.RootElement.GetProperty("accuracy"),
            certainty = said.RootElement.GetProperty("certainty");
        Assert.Equal(said.RootElement.GetProperty("accuracy").GetDouble(), accuracy.GetProperty("value").GetDouble());
        Assert.Equal(certainty.GetProperty("accuracyLow").GetDouble(), accuracy.GetProperty("low").GetDouble());
        Assert.Equal(certainty.GetProperty("brierScore").GetDouble(), written.RootElement.GetProperty("brierScore").GetDouble());
        Assert.Equal(said.RootElement.GetProperty("logLoss").GetDouble(), written.RootElement.GetProperty("logLoss").GetDouble(), 1e-12);
        Assert.Equal(3, written.RootElement.GetProperty("groups").GetArrayLength());
        Assert.Contains("1 that could not be judged", File.ReadAllText(Page), StringComparison.Ordinal);
        Assert.Equal(11, File.ReadAllLines(Path.ChangeExtension(Page, ".photos.csv")).Length);
        Assert.StartsWith("part,name,metric,", File.ReadAllText(Path.ChangeExtension(Page, ".csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Robustness_says_how_long_it_takes_and_begins_with_the_plain_accuracy()
    {
        ToolRun run = Evaluate("--report", Page, "--robustness", "blur, zoom out", "--threads", "1", "--seed", "4");
        using JsonDocument written = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(Page, ".json")));
        JsonElement root = written.RootElement,
            robustness = root.GetProperty("robustness");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("mlconv: Robustness: 9 photos in 11 forms, 99 predictions, about ", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["blur", "zoom out"],
            robustness.GetProperty("curves").EnumerateArray().Select(c => c.GetProperty("corruption").GetString())
        );
        string plain = root.GetProperty("accuracy").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);
        foreach (JsonElement curve in robustness.GetProperty("curves").EnumerateArray())
        {
            JsonElement first = curve.GetProperty("points")[0];
            Assert.Equal(0, first.GetProperty("strength").GetDouble());
            Assert.Equal(
                plain,
                first.GetProperty("accuracy").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)
            );
        }

        // Photos of up to 60 pixels are given to the network as they are: in memory it says the same.
        Assert.Equal(
            root.GetProperty("accuracy").GetProperty("value").GetDouble(),
            robustness.GetProperty("inMemory").GetProperty("value").GetDouble()
        );
        Assert.Equal(4, robustness.GetProperty("seed").GetInt32());
    }

    [Fact]
    public void A_saved_model_that_says_no_or_yes_has_a_report_that_names_what_is_yes()
    {
        var ml = new MLContext(1);
        string[] images =
        [
            .. Directory.GetFiles(_folder.File("photos"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
        ];
        IDataView rows = ml.Data.LoadFromEnumerable(
            images.Select(p => new Row { ImagePath = p, Label = p.Contains("/1/", StringComparison.Ordinal) })
        );
        ITransformer model = ml
            .Transforms.ConvFeatures("Features", "ImagePath", ToolRun.Network)
            .Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression())
            .Fit(rows);
        string file = _folder.File("yes.zip");
        ml.Model.Save(model, rows.Schema, file);
        (model as IDisposable)?.Dispose();
        ToolRun run = ToolRun.Of([
            "evaluate",
            "--model",
            file,
            "--images",
            _folder.File("photos"),
            "--positive",
            "1",
            "--report",
            Page,
            "--robustness",
            "hue",
        ]);
        using JsonDocument written = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(Page, ".json")));

        Assert.Equal(0, run.ExitCode);
        Assert.True(written.RootElement.GetProperty("isBinary").GetBoolean());
        Assert.Equal(["not 1", "1"], written.RootElement.GetProperty("classes").EnumerateArray().Select(c => c.GetString()));
        Assert.Contains("not 1, right", File.ReadAllText(Page), StringComparison.Ordinal);
    }

    [Fact]
    public void Stopped_while_photos_are_changed_the_report_is_there_without_it()
    {
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] classes = ["a", "b"];
        ImagePrediction said = ImagePrediction.FromScores(classes, [0.2f, 0.8f]);
        var asked = new ModelPredictions(
            classes,
            IsBinary: false,
            _ => 0,
            [],
            () =>
            {
                stop.Cancel();
                return new MemoryPredictor(_ => said);
            },
            () => throw new NotSupportedException("Nothing explains it.")
        );
        var files = new JudgementFiles(new FileInfo(Page), output, error) { Photos = 10, Robustness = new RobustnessOptions() };
        Directory.CreateDirectory(_folder.File("out"));
        var judged = ClassificationJudgement.Of(classes, [JudgedPhoto.Of(said, 0, _folder.File("photos/0/0.png"))]);

        Assert.ThrowsAny<OperationCanceledException>(() => files.Write(judged, asked, TimeSpan.FromSeconds(1), stop.Token));
        Assert.Contains("a taken for b", File.ReadAllText(Page), StringComparison.Ordinal);
        Assert.Contains("mlconv: The report has no maps beside mistakes: Nothing explains it.", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 photos in 66 forms, 66 predictions, about 66 s by the pace so far.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", output.ToString());
    }

    [Theory]
    [InlineData("--robustness is given and would change nothing; allowed with --report", "--robustness")]
    [InlineData("--report-photos is given and would change nothing", "--report-photos", "3")]
    [InlineData("--seed is given and would change nothing; allowed with --robustness", "--report", "PAGE", "--seed", "3")]
    [InlineData("the name must end in .html", "--report", "report.txt")]
    [InlineData("There is no corruption 'fog'; allowed: darkness, ", "--report", "PAGE", "--robustness", "blur,fog")]
    [InlineData("which names 'Blur' twice", "--report", "PAGE", "--robustness", "Blur,blur")]
    [InlineData(
        "Option '--robustness-images' is 0; allowed: 1 or more",
        "--report",
        "PAGE",
        "--robustness",
        "blur",
        "--robustness-images",
        "0"
    )]
    [InlineData("Option '--report-photos' is 4000; allowed: 0 to 3000", "--report", "PAGE", "--report-photos", "4000")]
    public void Options_that_contradict_are_refused(string message, params string[] options)
    {
        Evaluate([.. options.Select(o => o == "PAGE" ? Page : o)]).AssertFailed(2, message);
        Assert.False(File.Exists(Page));
    }

    private ToolRun Evaluate(params string[] more) =>
        ToolRun.Of(["evaluate", "--backbone", ToolRun.Network, "--images", _folder.File("photos"), .. more]);

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public bool Label { get; set; }
    }
}
