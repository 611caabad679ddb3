using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Predict;

/// <summary>Photos that a detector looks at before the model: the guide's toy, which finds contrast.</summary>
public sealed class PredictDetectedTests : IDisposable
{
    private static readonly string Network = Path.Combine(AppContext.BaseDirectory, "Data", "detector.onnx");

    private readonly TemporaryFolder _folder = new();

    public PredictDetectedTests()
    {
        Directory.CreateDirectory(_folder.File("photos"));
        for (int i = 0; i < 4; i++)
            _folder.Write($"photos/{i}.png", TestImages.Png(i, 96 + (8 * i), 96));
        using var blank = new SKBitmap(new SKImageInfo(96, 96, SKColorType.Rgba8888, SKAlphaType.Opaque));
        blank.Erase(new SKColor(114, 114, 114));
        using SKData data = blank.Encode(SKEncodedImageFormat.Png, 100);
        _folder.Write("photos/blank.png", data.ToArray());
        SaveModel();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_box_is_written_with_the_model_s_classes_and_a_photo_without_boxes_is_blank()
    {
        ToolRun run = Predict("megadetector", "found.json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("detector.onnx finds contrast; the model is asked of all.", run.Output, StringComparison.Ordinal);
        Assert.Contains("5 photos, 1 of them blank: ", run.Output, StringComparison.Ordinal);

        CameraTrapImage[] found = [.. MegaDetectorFile.Read(_folder.File("found.json"))];
        using Detector detector = Detector.FromFile(Network);
        using ImageModel model = new MLContext().Model.LoadImageModel(_folder.File("model.zip"));
        using var both = new DetectAndClassify(detector, model);
        foreach (CameraTrapImage image in found)
        {
            ClassifiedImage expected = both.Predict(Path.Combine(_folder.File("photos"), image.Media.File));
            Assert.Equal(image.Media.File == "blank.png", expected.IsBlank);
            Assert.Equal(expected.Objects.Count, image.Detections.Count);
            foreach ((ClassifiedObject want, CameraTrapDetection got) in expected.Objects.Zip(image.Detections))
            {
                Assert.Equal("contrast", got.Category);
                Assert.Equal(want.Object.Confidence, got.Confidence, 1e-3f);
                Assert.Equal(want.Object.Box.Left, got.Box!.Value.Left, 1e-3f);
                Assert.Equal(want.Object.Box.Height, got.Box.Value.Height, 1e-3f);
                Assert.Equal(want.Prediction!.Label, got.Classes[0].Name);
            }
        }

        Assert.Contains("\"detector\": \"detector.onnx\"", File.ReadAllText(_folder.File("found.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timelapse-csv", "t.csv")]
    [InlineData("csv", "c.csv")]
    [InlineData("json", "j.json")]
    public void The_other_formats_take_boxes_too(string format, string name)
    {
        ToolRun run = Predict(format, name);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("5 photos, 1 of them blank: ", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File(name)));
    }

    [Fact]
    public void A_photo_that_cannot_be_read_is_a_failure()
    {
        _folder.Write("photos/empty.jpg", []);
        ToolRun run = Predict("json", "j.jsonl");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("empty.jpg", run.Error, StringComparison.Ordinal);
        CameraTrapImage image = CameraTrapJson.Read(_folder.File("j.jsonl")).Single(i => i.Media.File == "empty.jpg");
        Assert.NotNull(image.Media.Failure);
        Assert.Empty(image.Detections);
    }

    [Fact]
    public void Options_of_a_detector_are_refused_where_they_mean_nothing()
    {
        string images = _folder.File("photos"),
            model = _folder.File("model.zip"),
            target = _folder.File("x.json");
        string[] format = ["--format", "json", "--out", target];
        Predict("json", "x.json", "--classify", "animal").AssertFailed(2, "--classify is 'animal'; the detector's classes are contrast");
        Run(["--model", model, "--confidence", "0.5", .. format]).AssertFailed(2, "--confidence", "--detector");
        Run(["--model", model, "--classify", "a", .. format]).AssertFailed(2, "--classify", "--detector");
        Run(["--model", model, "--detector", Network]).AssertFailed(2, "--detector needs a --model", "--format");
        Run(["--detector", Network, .. format]).AssertFailed(2, "--detector needs a --model");
        Assert.False(File.Exists(target));
        ToolRun Run(string[] arguments) => ToolRun.Of(["predict", "--images", images, .. arguments]);
    }

    private ToolRun Predict(string format, string name, params string[] more) =>
        ToolRun.Of([
            "predict",
            "--images",
            _folder.File("photos"),
            "--model",
            _folder.File("model.zip"),
            "--detector",
            Network,
            "--format",
            format,
            "--out",
            _folder.File(name),
            .. more,
        ]);

    private void SaveModel()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 4).Select(i => new { Image = _folder.File($"photos/{i}.png"), Label = i % 2 == 0 ? "even" : "odd" })
        );
        ITransformer model = ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.HandCraftedFeatures("Features", "Image", HandCraftedKinds.Color))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f))
            .Fit(data);
        ml.Model.Save(model, data.Schema, _folder.File("model.zip"));
    }
}
