using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Models;

/// <summary>Models that predict a number: predicted by the tool as by the library, and refused where classes are needed.</summary>
public sealed class NumberModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _images;

    public NumberModelTests()
    {
        _images = [.. Enumerable.Range(0, 4).Select(i => _folder.Write($"{i}.png", TestImages.Png(i)))];
        var ml = new MLContext(1);
        IDataView rows = ml.Data.LoadFromEnumerable(_images.Select((p, i) => new Row { ImagePath = p, Label = i }));
        ITransformer model = ml
            .Transforms.ConvFeatures("Features", "ImagePath", ToolRun.Network)
            .Append(ml.Transforms.NormalizeMeanVariance("Features"))
            .Append(ml.Regression.Trainers.LbfgsPoissonRegression())
            .Fit(rows);
        ml.Model.Save(model, rows.Schema, Model);
        (model as IDisposable)?.Dispose();
    }

    private string Model => _folder.File("number.zip");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lines")]
    [InlineData("json")]
    [InlineData("table")]
    public void Numbers_are_those_of_the_library(string form)
    {
        using ImageModel model = new MLContext().Model.LoadImageModel(Model);
        float[] expected = [.. _images.Select(i => model.Predict(i).Value!.Value)];
        string table = _folder.File("numbers.csv");
        ToolRun run = form switch
        {
            "json" => Predict(["--json", .. _images]),
            "table" => Predict(["--out", table, .. _images]),
            _ => Predict(_images),
        };

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(expected.Length, expected.Distinct().Count());
        IEnumerable<string> found;
        if (form == "json")
        {
            using JsonDocument json = JsonDocument.Parse(run.Output);
            Assert.All(json.RootElement.EnumerateArray(), image => Assert.False(image.TryGetProperty("categories", out _)));
            found = [.. json.RootElement.EnumerateArray().Select(image => image.GetProperty("value").GetRawText())];
        }
        else if (form == "table")
        {
            Assert.Contains("4 images, a number each: ", run.Output, StringComparison.Ordinal);
            string[] lines = File.ReadAllLines(table);
            Assert.Equal("file,predicted", lines[0]);
            found = lines.Skip(1).Select(l => l.Split(',')[1]);
        }
        else
        {
            string[][] pairs = [.. run.Output.TrimEnd().Split('\n').Chunk(2)];
            Assert.Equal(_images, pairs.Select(p => p[0]));
            found = pairs.Select(p => p[1].Trim());
        }

        Assert.Equal(expected, found.Select(f => float.Parse(f, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_bad_image_costs_only_its_own_row()
    {
        string bad = _folder.Write("bad.png", [1, 2, 3]),
            table = _folder.File("numbers.csv");
        ToolRun run = Predict(["--out", table, _images[0], bad]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("bad.png", run.Error, StringComparison.Ordinal);
        Assert.Equal($"{bad},", File.ReadAllLines(table)[2]);
    }

    [Theory]
    [InlineData("finetune", 1, "'number.zip' predicts a number; needed: a model that tells classes apart")]
    [InlineData("predict", 2, "--top is given and would change nothing; allowed with a model that tells classes apart")]
    public void Where_classes_are_needed_it_is_refused(string command, int code, string message)
    {
        string[] images = [.. _images.Take(2)];
        for (int i = 0; i < images.Length; i++)
        {
            Directory.CreateDirectory(_folder.File($"photos/{i}"));
            File.Copy(images[i], _folder.File($"photos/{i}/a.png"));
        }

        string[] more = command == "predict" ? ["--top", "1", _images[0]] : ["--images", _folder.File("photos")];
        ToolRun.Of([command, "--model", Model, .. more]).AssertFailed(code, message);
    }

    [Fact]
    public void A_report_shows_predicted_against_known_numbers_with_the_numbers_beside_it()
    {
        File.WriteAllLines(
            _folder.File("list.csv"),
            ["file,label", .. _images.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(p)},{2.5 * i}"))]
        );
        string page = _folder.File("page.html");
        string[] command = ["evaluate", "--model", Model, "--images", _folder.File("list.csv"), "--report", page];

        Assert.Contains($"Report: {page}", ToolRun.Of(command).Output, StringComparison.Ordinal);
        Assert.Contains("Predicted against known", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal(_images.Length + 1, File.ReadAllLines(_folder.File("page.photos.csv")).Length);
        ToolRun
            .Of([.. command, "--robustness", "blur"])
            .AssertFailed(2, "--robustness is given, but the model predicts a number; it is for models that tell classes apart.");
    }

    [Fact]
    public void It_is_judged_by_a_list_of_numbers()
    {
        using ImageModel model = new MLContext().Model.LoadImageModel(Model);
        double[] wrong = [.. _images.Select((p, i) => model.Predict(p).Value!.Value - (2.5 * i))];
        File.WriteAllLines(
            _folder.File("list.csv"),
            ["file,age", .. _images.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(p)},{2.5 * i}"))]
        );
        string[] command = ["evaluate", "--model", Model, "--images", _folder.File("list.csv"), "--label-column", "age"];
        ToolRun run = ToolRun.Of(command);
        using JsonDocument json = JsonDocument.Parse(ToolRun.Of([.. command, "--json"]).Output);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("4 images.\nMean absolute error ", run.Output, StringComparison.Ordinal);
        Assert.Equal("regression", json.RootElement.GetProperty("task").GetString());
        Assert.Equal(wrong.Average(Math.Abs), json.RootElement.GetProperty("meanAbsoluteError").GetDouble(), 1e-5);
        Assert.Equal(Math.Sqrt(wrong.Average(w => w * w)), json.RootElement.GetProperty("rootMeanSquaredError").GetDouble(), 1e-5);
        Assert.Equal(1 - (wrong.Sum(w => w * w) / 31.25), json.RootElement.GetProperty("rSquared").GetDouble(), 1e-5);
        ToolRun.Of([.. command, "--top-k", "2"]).AssertFailed(2, "--top-k is 2, but the model predicts a number");
    }

    [Fact]
    public void A_label_that_is_no_number_is_named()
    {
        File.WriteAllLines(_folder.File("list.csv"), ["file,label", "0.png,old"]);
        ToolRun
            .Of("evaluate", "--model", Model, "--images", _folder.File("list.csv"))
            .AssertFailed(2, "predicts a number", "the label 'old' in", "list.csv");
    }

    private ToolRun Predict(string[] more) => ToolRun.Of(["predict", "--model", Model, .. more]);

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public float Label { get; set; }
    }
}
