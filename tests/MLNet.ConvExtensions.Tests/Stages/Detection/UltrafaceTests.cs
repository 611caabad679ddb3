using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Detection;

/// <summary>A published face detector, against OpenCV's own computation of it.</summary>
public sealed class UltrafaceTests
{
    private static readonly string Photo = Path.Combine(AppContext.BaseDirectory, "Data", "astronaut.png");

    [SkippableFact]
    public void It_finds_the_face_that_OpenCV_finds()
    {
        using Detector detector = Load(new DetectionOptions { ConfidenceThreshold = 0.7f, IouThreshold = 0.5f });
        float[][] expected = References.Of("ultraface").GetProperty("objects").Deserialize<float[][]>()!;
        IReadOnlyList<DetectedObject> found = detector.Detect(Photo);

        Assert.Equal((DetectorLayout.Ssd, 320, 240), (detector.Layout, detector.Width, detector.Height));
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Length, found.Count);
        foreach ((float[] want, DetectedObject got) in expected.Zip(found))
        {
            Assert.Equal("face", got.Label);
            float[] numbers = [got.Confidence, got.Box.Left, got.Box.Top, got.Box.Width, got.Box.Height];
            Assert.All(numbers.Zip(want), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
        }
    }

    [SkippableFact]
    public void Its_most_confident_boxes_are_those_that_OpenCV_computes()
    {
        // Without suppression, and with all boxes that are more than nothing.
        using Detector detector = Load(new DetectionOptions { ConfidenceThreshold = 0.05f, IouThreshold = 1 });
        float[][] expected = References.Of("ultraface").GetProperty("best").Deserialize<float[][]>()!;
        IReadOnlyList<DetectedObject> found = detector.Detect(Photo);

        // A box is written as its place, its confidence and its corners.
        foreach ((float[] want, DetectedObject got) in expected.Where(e => e[1] > 0.05f).Zip(found))
        {
            Assert.Equal(want[1], got.Confidence, 1e-4f);
            float[] corners = [got.Box.Left, got.Box.Top, got.Box.Left + got.Box.Width, got.Box.Top + got.Box.Height];
            Assert.All(corners.Zip(want.Skip(2)), pair => Assert.Equal(Math.Clamp(pair.Second, 0, 1), pair.First, 1e-4f));
        }
    }

    private static Detector Load(DetectionOptions options) =>
        Detector.FromFile(
            SharedData.Require("models", "misc-small", "Ultraface.version-RFB-320.onnx"),
            new DetectorOptions { ClassNames = ["face"] },
            options
        );
}
