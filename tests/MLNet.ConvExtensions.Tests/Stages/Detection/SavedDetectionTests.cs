using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Detection;

/// <summary>Stages of detectors in models, saved and given back.</summary>
public sealed class SavedDetectionTests
{
    public static TheoryData<DetectorLayout> Layouts => [.. Enum.GetValues<DetectorLayout>()];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Loaded_by_this_library_it_is_the_stage_that_it_was(DetectorLayout layout)
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext();
        IDataView data = Photos(ml, folder, 3);
        using Detector detector = Detector.FromNetwork(TestDetectors.Create(layout));
        using DetectObjectsTransformer stage = ml
            .Transforms.DetectObjects("Objects", "ImagePath", detector, new DetectionOptions { MaxDetections = 7 })
            .Fit(data);
        ml.Model.Save(stage, data.Schema, folder.File("model.zip"));

        ITransformer loaded = new MLContext().Model.LoadWithConvFeatures(folder.File("model.zip"), out _);
        using var given = Assert.IsType<DetectObjectsTransformer>(loaded);
        Assert.Equal(detector.Classes, given.Classes);
        Assert.Equal(Column(stage.Transform(data)), Column(given.Transform(data)));

        var plain = new MLContext();
        plain.ComponentCatalog.RegisterAssembly(typeof(DetectObjectsEstimator).Assembly);
        ITransformer stock = plain.Model.Load(folder.File("model.zip"), out _);
        Assert.Equal(Column(stage.Transform(data)), Column(stock.Transform(data)));
        (stock as IDisposable)?.Dispose();
    }

    [Fact]
    public void A_row_is_read_back_as_objects_and_a_bad_photo_is_none_without_objects()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext();
        folder.Write("photo.png", TestDetectors.Photo(64, 64));
        folder.Write("blank.png", TestDetectors.Plain(64, 64, 90, 90, 90));
        folder.Write("empty.png", []);
        IDataView data = ml.Data.LoadFromEnumerable(new[] { "photo.png", "blank.png", "empty.png" }.Select(f => new { ImagePath = f }));
        using Detector detector = Detector.FromNetwork(TestDetectors.Create(DetectorLayout.YoloV8));
        var options = new DetectionOptions { ImageFolder = folder.Path, BadImages = BadImageHandling.Missing };
        using DetectObjectsTransformer stage = ml.Transforms.DetectObjects("Objects", "ImagePath", detector, options).Fit(data);
        float[][] rows = Column(stage.Transform(data));

        References.AssertEqual("square", detector.ReadRow(rows[0]));
        Assert.Empty(detector.ReadRow(rows[1]));
        Assert.Throws<ArgumentException>(() => detector.ReadRow(rows[2]));
        Assert.Equal(1, stage.BadImages.Count);
        Assert.Contains("empty.png", stage.BadImages.First[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifier_behind_crops_sees_them_in_training_and_when_it_is_loaded()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(seed: 1);
        (string Path, bool Label)[] photos =
        [
            .. Enumerable.Range(0, 24).Select(i => (folder.Write($"{i}.png", Spot(i, isLeft: i % 2 == 0)), i % 2 == 0)),
        ];
        IDataView data = ml.Data.LoadFromEnumerable(photos.Select(p => new { ImagePath = p.Path, p.Label }));
        using Detector detector = Detector.FromNetwork(TestDetectors.Create(DetectorLayout.YoloV8));
        using var model = ml
            .Transforms.CropToDetections("Crop", "ImagePath", detector, new CropToDetectionsOptions { Width = 32, Height = 32 })
            .Append(ml.Transforms.ConvFeatures("Features", "Crop", Tiny.Backbone))
            .AppendCacheCheckpoint(ml)
            .Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression())
            .Fit(data);
        ml.Model.Save(model, data.Schema, folder.File("model.zip"));

        using ImageModel loaded = new MLContext().Model.LoadImageModel(folder.File("model.zip"));
        using ImageModel inMemory = ml.Model.CreateImageModel(model, data.Schema);
        Assert.Contains(loaded.Transformer is IEnumerable<ITransformer> chain ? chain : [], s => s is CropToDetectionsTransformer);
        Assert.All(photos, p => Assert.Equal(inMemory.Predict(p.Path).Probability, loaded.Predict(p.Path).Probability, 1e-5f));
        Assert.Equal(loaded.Predict(photos[0].Path).Scores, loaded.Predict(File.ReadAllBytes(photos[0].Path)).Scores);
    }

    [Fact]
    public void Blank_photos_are_taken_whole_or_missing_as_asked()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext();
        folder.Write("blank.png", TestDetectors.Plain(40, 40, 90, 80, 70));
        IDataView data = ml.Data.LoadFromEnumerable(new[] { new { ImagePath = folder.File("blank.png") } });
        using Detector detector = Detector.FromNetwork(TestDetectors.Create(DetectorLayout.YoloV8));
        float[] whole = Crop(BlankPhotoHandling.WholePhoto),
            missing = Crop(BlankPhotoHandling.Missing);

        Assert.Equal([90f, 80f, 70f], [whole[0], whole[16], whole[32]]);
        Assert.All(missing, v => Assert.True(float.IsNaN(v)));
        float[] Crop(BlankPhotoHandling blank)
        {
            var options = new CropToDetectionsOptions
            {
                Width = 4,
                Height = 4,
                BlankPhotos = blank,
            };
            using CropToDetectionsTransformer stage = ml.Transforms.CropToDetections("Objects", "ImagePath", detector, options).Fit(data);
            return Column(stage.Transform(data))[0];
        }
    }

    [Fact]
    public void Only_objects_of_the_labels_that_were_asked_for_are_cut_out()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext();
        folder.Write("photo.png", TestDetectors.Photo(64, 64));
        IDataView data = ml.Data.LoadFromEnumerable(new[] { new { ImagePath = folder.File("photo.png") } });
        using Detector detector = Detector.FromNetwork(TestDetectors.Create(DetectorLayout.YoloV8));
        var options = new CropToDetectionsOptions
        {
            Width = 8,
            Height = 8,
            Margin = 0,
            Labels = ["green"],
        };
        using CropToDetectionsTransformer stage = ml.Transforms.CropToDetections("Objects", "ImagePath", detector, options).Fit(data);
        float[] planes = Column(stage.Transform(data))[0];

        // In the middle it is green.
        Assert.Equal([20f, 200f, 30f], [planes[36], planes[64 + 36], planes[128 + 36]]);
        string message = Assert
            .Throws<ArgumentException>(() =>
                ml.Transforms.CropToDetections("Objects", "ImagePath", detector, options with { Labels = ["blue"] }).Fit(data)
            )
            .Message;
        Assert.Contains("CropToDetectionsOptions.Labels is [blue]; allowed: some of red, green", message, StringComparison.Ordinal);
    }

    private static IDataView Photos(MLContext ml, TemporaryFolder folder, int count) =>
        ml.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, count)
                .Select(i => new { ImagePath = folder.Write($"{i}.png", TestDetectors.Photo(64 + (32 * i), 64 + (16 * i))) })
                .ToArray()
        );

    /// <summary>A red spot on one side of a photo.</summary>
    private static byte[] Spot(int seed, bool isLeft) => isLeft ? TestDetectors.Photo(64, 64 + seed) : TestImages.Png(seed, 64, 64);

    private static float[][] Column(IDataView data) => [.. data.GetColumn<float[]>("Objects")];
}
