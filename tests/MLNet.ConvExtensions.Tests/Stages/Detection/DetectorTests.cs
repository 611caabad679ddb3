using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Detection;

public sealed class DetectorTests
{
    public static TheoryData<DetectorLayout> Layouts => [.. Enum.GetValues<DetectorLayout>()];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Each_layout_is_told_from_the_file_and_gives_the_references_objects(DetectorLayout layout)
    {
        // Networks that suppress overlaps themselves aren't asked to: these don't.
        bool suppresses = layout is DetectorLayout.YoloV5 or DetectorLayout.YoloV8 or DetectorLayout.Ssd;
        using Detector detector = Of(layout);
        IReadOnlyList<DetectedObject> found = detector.Detect(TestDetectors.Photo(64, 64));

        Assert.Equal(layout, detector.Layout);
        if (suppresses)
            References.AssertEqual("square", found);
        else
            AssertSame(References.Of<float[][]>("square")[0], found[0]);
        Assert.All(found, o => Assert.InRange(o.Confidence, 0.25f, 1));
        Assert.Equal(found.OrderByDescending(o => o.Confidence), found);
    }

    [Fact]
    public void Networks_that_suppress_overlaps_themselves_keep_all_their_boxes()
    {
        using Detector plain = Of(DetectorLayout.YoloV8, new DetectionOptions { IouThreshold = 1 }),
            suppressing = Of(DetectorLayout.EndToEnd);
        byte[] photo = TestDetectors.Photo(64, 64);
        Assert.Equal(plain.Detect(photo).Select(o => o.Confidence), suppressing.Detect(photo).Select(o => o.Confidence));
    }

    [Theory]
    [InlineData(DetectorLayout.YoloV5)]
    [InlineData(DetectorLayout.YoloV8)]
    public void Boxes_are_told_in_the_photos_own_parts_whatever_its_shape(DetectorLayout layout)
    {
        using Detector detector = Of(layout);
        References.AssertEqual("wide", detector.Detect(TestDetectors.Photo(160, 96)));
    }

    [Fact]
    public void A_photo_is_detected_from_a_file_its_contents_and_an_image_alike()
    {
        using var folder = new TemporaryFolder();
        using Detector detector = Of(DetectorLayout.YoloV8);
        byte[] photo = TestDetectors.Photo(160, 96);
        using var stream = new MemoryStream(photo);
        using MLImage image = MLImage.CreateFromStream(stream);
        IReadOnlyList<DetectedObject> expected = detector.Detect(photo);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, detector.Detect(folder.Write("a.png", photo)));
        Assert.Equal(expected, detector.Detect(image));
    }

    [Fact]
    public void A_photo_without_objects_has_none()
    {
        using Detector detector = Of(DetectorLayout.YoloV8);
        Assert.Empty(detector.Detect(TestDetectors.Plain(64, 64, 90, 90, 90)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3000, 2)]
    [InlineData(2, 3000)]
    public void Photos_of_odd_shapes_give_boxes_within_them(int width, int height)
    {
        using Detector detector = Of(DetectorLayout.YoloV8, new DetectionOptions { ConfidenceThreshold = 0 });
        IReadOnlyList<DetectedObject> found = detector.Detect(TestDetectors.Plain(width, height, 255, 0, 0));
        Assert.NotEmpty(found);
        Assert.All(
            found,
            o =>
            {
                Assert.True(o.Box is { Left: >= 0, Top: >= 0, Width: > 0, Height: > 0 });
                Assert.True(o.Box.Left + o.Box.Width <= 1.0001 && o.Box.Top + o.Box.Height <= 1.0001);
            }
        );
    }

    [Fact]
    public void Many_photos_come_in_their_order_and_a_bad_one_says_why()
    {
        using var folder = new TemporaryFolder();
        string[] files =
        [
            folder.Write("a.png", TestDetectors.Photo(64, 64)),
            folder.Write("empty.jpg", []),
            folder.Write("text.jpg", "no image"u8.ToArray()),
            folder.File("missing.png"),
            folder.Write("b.png", TestDetectors.Plain(40, 40, 90, 90, 90)),
        ];
        using Detector detector = Of(DetectorLayout.YoloV8);
        ImageDetections[] found = [.. detector.Detect(files)];

        Assert.Equal(files, found.Select(f => f.Image));
        Assert.Equal([false, true, true, true, false], found.Select(f => f.Error is not null));
        Assert.Contains("empty.jpg", found[1].Error, StringComparison.Ordinal);
        Assert.NotEmpty(found[0].Objects);
        Assert.Empty(found[4].Objects);
    }

    [Fact]
    public void Detecting_from_many_threads_gives_the_same()
    {
        using Detector detector = Of(DetectorLayout.YoloV8, new DetectionOptions { NumberOfThreads = 2 });
        byte[] photo = TestDetectors.Photo(100, 70);
        IReadOnlyList<DetectedObject> expected = detector.Detect(photo);
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 6 }, _ => Assert.Equal(expected, detector.Detect(photo)));
    }

    [Fact]
    public void The_most_confident_objects_are_kept_where_there_are_too_many()
    {
        using Detector all = Of(DetectorLayout.YoloV8),
            two = Of(DetectorLayout.YoloV8, new DetectionOptions { MaxDetections = 2 });
        byte[] photo = TestDetectors.Photo(64, 64);
        Assert.Equal(all.Detect(photo).Take(2), two.Detect(photo));
    }

    [Fact]
    public void A_detector_that_was_disposed_says_so()
    {
        Detector detector = Of(DetectorLayout.YoloV8);
        detector.Detect(TestDetectors.Photo(64, 64));
        detector.Dispose();
        detector.Dispose();
        Assert.Throws<ObjectDisposedException>(() => detector.Detect(TestDetectors.Photo(64, 64)));
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        OnnxNetwork network = TestDetectors.Create(DetectorLayout.YoloV8);
        AssertRefused(new DetectionOptions { ConfidenceThreshold = 1.5f }, "ConfidenceThreshold is 1.5; allowed: 0 to 1");
        AssertRefused(new DetectionOptions { IouThreshold = float.NaN }, "IouThreshold is NaN");
        AssertRefused(new DetectionOptions { MaxDetections = 0 }, "MaxDetections is 0");
        void AssertRefused(DetectionOptions options, string message) =>
            Assert.Contains(
                message,
                Assert.Throws<ArgumentException>(() => Detector.FromNetwork(network, options: options)).Message,
                StringComparison.Ordinal
            );
    }

    private static Detector Of(DetectorLayout layout, DetectionOptions? options = null) =>
        Detector.FromNetwork(TestDetectors.Create(layout), options: options);

    private static void AssertSame(float[] want, DetectedObject got)
    {
        Assert.Equal((int)want[0], got.ClassIndex);
        float[] numbers = [got.Confidence, got.Box.Left, got.Box.Top, got.Box.Width, got.Box.Height];
        Assert.All(numbers.Zip(want.Skip(1)), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }
}
