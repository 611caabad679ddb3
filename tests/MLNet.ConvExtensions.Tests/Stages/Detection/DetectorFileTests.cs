using MLNet.ConvExtensions.Stages.Detection;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Detection;

/// <summary>What is told of a detector from its file, and what is refused.</summary>
public sealed class DetectorFileTests
{
    [Fact]
    public void Classes_come_from_the_files_metadata_from_options_or_are_numbered()
    {
        OnnxNetwork network = TestDetectors.Create(DetectorLayout.YoloV8);
        using Detector named = Detector.FromNetwork(network),
            given = Detector.FromNetwork(network, new DetectorOptions { ClassNames = ["Panthera uncia", "Übung"] }),
            numbered = Detector.FromNetwork(network.WithMetadata("names", "[]"), new DetectorOptions { ClassNames = ["a", "b"] });
        Assert.Equal(["red", "green"], named.Classes);
        Assert.Equal(["Panthera uncia", "Übung"], given.Classes);
        Assert.Equal(["a", "b"], numbered.Classes);
        Assert.Equal("red", named.Detect(TestDetectors.Photo(64, 64)).First(o => o.ClassIndex == 0).Label);
    }

    [Theory]
    [InlineData("{0: 'animal', 1: \"man's best friend\"}", "animal|man's best friend")]
    [InlineData("['a', 'b, c', \"d\"]", "a|b, c|d")]
    [InlineData("{1: 'b', 0: 'a'}", "a|b")]
    [InlineData("{0: 'caf\\xe9', 1: 'it\\'s', 2: '雪豹'}", "café|it's|雪豹")]
    [InlineData("{\"0\": \"a\", \"1\": \"b\"}", "a|b")]
    public void Names_are_read_as_python_writes_them(string text, string names) =>
        Assert.Equal(names.Split('|'), ClassNameText.Names(text));

    [Theory]
    [InlineData("animal")]
    [InlineData("{0: 'a', 2: 'b'}")]
    [InlineData("{0: 'a', 0: 'b'}")]
    [InlineData("['a' 'b']")]
    [InlineData("['a]")]
    public void Names_that_are_none_are_refused(string text)
    {
        Assert.Throws<FormatException>(() => ClassNameText.Names(text));
        OnnxNetwork network = TestDetectors.Create(DetectorLayout.YoloV8).WithMetadata("names", text);
        string message = Assert.Throws<OnnxNetworkException>(() => Detector.FromNetwork(network)).Message;
        Assert.Contains(text, message, StringComparison.Ordinal);
        Assert.Contains("DetectorOptions.ClassNames", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_another_length_than_the_network_has_classes_is_refused()
    {
        OnnxNetwork network = TestDetectors.Create(DetectorLayout.YoloV8);
        var options = new DetectorOptions { ClassNames = ["a", "b", "c"] };
        string given = Assert.Throws<ArgumentException>(() => Detector.FromNetwork(network, options)).Message,
            written =
                Assert.Throws<OnnxNetworkException>(() => Detector.FromNetwork(network.WithMetadata("names", "['a', 'b', 'c']"))).Message;
        Assert.Contains("DetectorOptions.ClassNames has 3 names (a, b, c)", given, StringComparison.Ordinal);
        Assert.Contains("room for 2 classes", given, StringComparison.Ordinal);
        Assert.Contains("3 names", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_names_a_layout_is_told_from_the_shape_alone()
    {
        // 64 boxes and 7 numbers each: two classes, or a box with the place in a batch.
        using Detector across = Detector.FromNetwork(Unnamed(DetectorLayout.YoloV8)),
            named = Detector.FromNetwork(Unnamed(DetectorLayout.YoloV5), new DetectorOptions { Layout = DetectorLayout.YoloV5 }),
            single = Detector.FromNetwork(Unnamed(DetectorLayout.EndToEnd));
        Assert.Equal((DetectorLayout.YoloV8, "class 0"), (across.Layout, across.Classes[0]));
        Assert.Equal((DetectorLayout.YoloV5, 2), (named.Layout, named.Classes.Count));
        Assert.Empty(single.Classes);
        Assert.Equal("class 1", single.Detect(TestDetectors.Photo(64, 64)).First(o => o.ClassIndex == 1).Label);
    }

    [Fact]
    public void A_network_that_is_no_detector_is_refused_with_its_outputs()
    {
        string classifier = Message(() => Detector.FromFile(Tiny.File)),
            task = Message(() => Detector.FromNetwork(TestDetectors.Create(DetectorLayout.YoloV8).WithMetadata("task", "pose"))),
            missing = Message(() => Detector.FromFile("there-is-none.onnx"));
        Assert.Contains("tiny.onnx", classifier, StringComparison.Ordinal);
        Assert.Contains("is no detector that is known here; its outputs are", classifier, StringComparison.Ordinal);
        Assert.Contains("'pose'", task, StringComparison.Ordinal);
        Assert.Contains("there-is-none.onnx", missing, StringComparison.Ordinal);
        static string Message(Func<Detector> load) => Assert.Throws<OnnxNetworkException>(load).Message;
    }

    [Fact]
    public void A_layout_that_the_network_does_not_have_is_refused()
    {
        OnnxNetwork network = TestDetectors.Create(DetectorLayout.YoloV8);
        foreach (DetectorLayout layout in new[] { DetectorLayout.Ssd, DetectorLayout.TensorFlow, DetectorLayout.EndToEnd })
        {
            string message = Assert
                .Throws<OnnxNetworkException>(() => Detector.FromNetwork(network, new DetectorOptions { Layout = layout }))
                .Message;
            Assert.Contains($"DetectorOptions.Layout is {layout}", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_size_of_the_input_is_the_files_or_the_options()
    {
        OnnxNetwork network = TestDetectors.Create(DetectorLayout.YoloV8, size: 96);
        using Detector detector = Detector.FromNetwork(network);
        Assert.Equal((96, 96), (detector.Width, detector.Height));
        string message = Assert
            .Throws<OnnxNetworkException>(() => Detector.FromNetwork(network, new DetectorOptions { Width = 64 }))
            .Message;
        Assert.Contains("96 x 96", message, StringComparison.Ordinal);
    }

    private static OnnxNetwork Unnamed(DetectorLayout layout) => TestDetectors.Create(layout).WithoutMetadata("names");
}
