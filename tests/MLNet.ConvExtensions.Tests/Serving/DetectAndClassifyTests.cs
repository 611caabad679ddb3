using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Stages.Detection;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Serving;

/// <summary>A classifier of colors behind a detector of colors: both have to say the same of each object.</summary>
public sealed class DetectAndClassifyTests : IClassFixture<DetectAndClassifyTests.Colors>
{
    private readonly Colors _colors;

    public DetectAndClassifyTests(Colors colors) => _colors = colors;

    [Fact]
    public void Each_object_is_classified_by_its_own_part_of_the_photo()
    {
        using var both = new DetectAndClassify(_colors.Detector, _colors.Model, new DetectAndClassifyOptions { Margin = 0 });
        ClassifiedImage found = both.Predict(TestDetectors.Photo(160, 96));

        Assert.Equal(_colors.Detector.Detect(TestDetectors.Photo(160, 96)), found.Objects.Select(o => o.Object));
        Assert.Contains(found.Objects, o => o.Object.Label == "red");
        Assert.Contains(found.Objects, o => o.Object.Label == "green");
        Assert.All(found.Objects.Where(o => o.Object.Confidence > 0.9f), o => Assert.Equal(o.Object.Label, o.Prediction!.Label));
        Assert.False(found.IsBlank);
    }

    [Fact]
    public void Only_objects_of_the_labels_that_were_asked_for_are_classified()
    {
        using var both = new DetectAndClassify(_colors.Detector, _colors.Model, new DetectAndClassifyOptions { Labels = ["green"] });
        ClassifiedImage found = both.Predict(TestDetectors.Photo(64, 64));
        Assert.All(found.Objects, o => Assert.Equal(o.Object.Label == "green", o.Prediction is not null));
        string message = Assert
            .Throws<ArgumentException>(() =>
                new DetectAndClassify(_colors.Detector, _colors.Model, new DetectAndClassifyOptions { Labels = ["blue"] })
            )
            .Message;
        Assert.Contains("DetectAndClassifyOptions.Labels is [blue]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_photos_come_in_their_order_blank_ones_and_bad_ones_told_apart()
    {
        using var folder = new TemporaryFolder();
        string[] files =
        [
            folder.Write("blank.png", TestDetectors.Plain(64, 64, 90, 90, 90)),
            folder.Write("empty.png", []),
            .. Enumerable.Range(0, 20).Select(i => folder.Write($"{i}.png", TestDetectors.Photo(64 + i, 64))),
        ];
        using var both = new DetectAndClassify(_colors.Detector, _colors.Model);
        ClassifiedImage[] found = [.. both.Predict(files)];

        Assert.Equal(files, found.Select(f => f.Image));
        Assert.True(found[0].IsBlank);
        Assert.False(found[1].IsBlank);
        Assert.Contains("empty.png", found[1].Error, StringComparison.Ordinal);
        Assert.All(found.Skip(2), f => Assert.NotEmpty(f.Objects));
        Assert.Throws<ImageInputException>(() => both.Predict(files[1]));
    }

    [Fact]
    public void The_detector_and_the_model_stay_their_owners()
    {
        var both = new DetectAndClassify(_colors.Detector, _colors.Model);
        both.Dispose();
        both.Dispose();
        Assert.Throws<ObjectDisposedException>(() => both.Predict(TestDetectors.Photo(64, 64)));
        Assert.NotEmpty(_colors.Detector.Detect(TestDetectors.Photo(64, 64)));
        Assert.Equal("red", _colors.Model.Predict(TestDetectors.Plain(20, 20, 230, 20, 20)).Label);
    }

    public sealed class Colors : IDisposable
    {
        public Colors()
        {
            var ml = new MLContext(seed: 1);
            Row[] rows =
            [
                .. Enumerable
                    .Range(0, 12)
                    .Select(i => new Row { Image = TestDetectors.Plain(20, 20, (byte)(200 + (4 * i)), 20, 20), Label = "red" }),
                .. Enumerable
                    .Range(0, 12)
                    .Select(i => new Row { Image = TestDetectors.Plain(20, 20, 20, (byte)(180 + (4 * i)), 30), Label = "green" }),
            ];
            IDataView data = ml.Data.LoadFromEnumerable(rows);
            ITransformer model = ml
                .Transforms.Conversion.MapValueToKey("Label")
                .Append(ml.Transforms.HandCraftedFeatures("Features", "Image", HandCraftedKinds.Color))
                .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f))
                .Fit(data);
            Model = ml.Model.CreateImageModel(model, data.Schema);
        }

        public Detector Detector { get; } = Detector.FromNetwork(TestDetectors.Create(DetectorLayout.YoloV8));

        public ImageModel Model { get; }

        public void Dispose()
        {
            Model.Dispose();
            Detector.Dispose();
        }
    }

    private sealed class Row
    {
        public byte[] Image { get; set; } = [];

        public string Label { get; set; } = "";
    }
}
