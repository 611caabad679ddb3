using System.Text.Json;
using MLNet.ConvExtensions.Stages.Detection;

namespace MLNet.ConvExtensions.Tests.Stages.Detection;

/// <summary>What is read out of a network's numbers.</summary>
public sealed class CandidateTests
{
    [Theory]
    [InlineData(false, "kept")]
    [InlineData(true, "keptAcrossClasses")]
    public void Overlapping_boxes_are_left_out_as_OpenCV_does(bool across, string expected)
    {
        JsonElement reference = References.Of("suppression");
        float[][] boxes = reference.GetProperty("boxes").Deserialize<float[][]>()!;
        float[] scores = reference.GetProperty("scores").Deserialize<float[]>()!;
        int[] classes = reference.GetProperty("classes").Deserialize<int[]>()!,
            kept = reference.GetProperty(expected).Deserialize<int[]>()!;
        var values = new float[7 * boxes.Length];
        for (int i = 0; i < boxes.Length; i++)
        {
            float[] box = boxes[i];
            Set(0, (box[0] + box[2]) / 2);
            Set(1, (box[1] + box[3]) / 2);
            Set(2, box[2] - box[0]);
            Set(3, box[3] - box[1]);
            Set(4 + classes[i], scores[i]);
            void Set(int row, float value) => values[(row * boxes.Length) + i] = value;
        }

        CandidateReader reader = Reader(DetectorLayout.YoloV8, classes: 3, new DetectionOptions { AcrossClasses = across });
        Candidate[] found = reader.Read(values, [1, 7, boxes.Length], image: 0).ToArray();

        Assert.NotEqual(boxes.Length, kept.Length);
        Assert.Equal(kept, found.Select(c => c.Order));
        Assert.Equal(kept.Select(i => classes[i]), found.Select(c => c.Class));
    }

    [Theory]
    [InlineData(4, float.NaN, "the confidence NaN")]
    [InlineData(4, 7.25f, "the confidence 7.25")]
    [InlineData(0, float.NaN, "the edges NaN")]
    [InlineData(2, float.PositiveInfinity, "finite numbers")]
    public void Numbers_that_are_none_are_an_error_that_names_the_network(int place, float value, string expected)
    {
        float[] values = [32, 32, 10, 10, 0.9f, 0.1f];
        values[place] = value;
        CandidateReader reader = Reader(DetectorLayout.YoloV8, classes: 2);
        string message = Assert.Throws<OnnxNetworkException>(() => reader.Read(values, [1, 6, 1], image: 0).Length).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("'a detector'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_the_detector_does_not_have_is_an_error()
    {
        float[] values = [0, 0, 10, 10, 0.9f, 2];
        string message = Assert
            .Throws<OnnxNetworkException>(() => Reader(DetectorLayout.EndToEnd, classes: 2).Read(values, [1, 1, 6], image: 0).Length)
            .Message;
        Assert.Contains("the class 2; its classes are 0 to 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_of_another_shape_than_the_layouts_is_an_error()
    {
        string message = Assert
            .Throws<OnnxNetworkException>(() => Reader(DetectorLayout.YoloV8, classes: 2).Read(new float[9], [1, 9, 1], image: 0).Length)
            .Message;
        Assert.Contains("(1, 9, 1)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Boxes_of_a_batch_go_to_their_images()
    {
        float[] values = [1, 0, 0, 4, 4, 1, 0.5f, 0, 8, 8, 9, 9, 0, 0.75f, 1, 1, 1, 3, 3, 0, 0.1f];
        CandidateReader reader = Reader(DetectorLayout.EndToEndBatch, classes: 2);
        Assert.Equal([new Candidate(8, 8, 9, 9, 0.75f, 0, 1)], reader.Read(values, [3, 7], image: 0).ToArray());
        Assert.Equal([new Candidate(0, 0, 4, 4, 0.5f, 1, 0)], reader.Read(values, [3, 7], image: 1).ToArray());
        Assert.Equal(0, reader.Read([], [0, 7], image: 0).Length);
    }

    [Fact]
    public void In_the_layout_of_YOLOv5_confidence_is_that_of_the_object_times_that_of_the_class()
    {
        float[] values = [32, 32, 10, 20, 0.8f, 0.25f, 0.5f, 10, 10, 4, 4, 0.3f, 0.9f, 0.1f];
        var options = new DetectionOptions { ConfidenceThreshold = 0.3f };
        Candidate only = Assert.Single(Reader(DetectorLayout.YoloV5, classes: 2, options).Read(values, [1, 2, 7], image: 0).ToArray());
        Assert.Equal(new Candidate(27, 22, 37, 42, 0.4f, 1, 0), only);
    }

    private static CandidateReader Reader(DetectorLayout layout, int classes, DetectionOptions? options = null) =>
        new(
            "a detector",
            new DetectorSettings
            {
                Layout = layout,
                ClassNames = [.. Enumerable.Range(0, classes).Select(DetectorSettings.Numbered)],
                Width = 64,
                Height = 64,
                KeepAspectRatio = true,
                Padding = 114,
            },
            options ?? new DetectionOptions()
        );
}
