using System.Globalization;
using System.Xml.Linq;
using MLNet.ConvExtensions.Insight.Activations;
using MLNet.ConvExtensions.Insight.Tests.Explanations;

namespace MLNet.ConvExtensions.Insight.Tests.Activations;

public sealed class NetworkDrawingTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // Of the large ones those whose weights are made quickly.
    public static TheoryData<string> Names =>
        [.. Architectures.All.Where(a => a.Size <= 64 || a.Name is "SqueezeNet11" or "MobileNetV2").Select(a => a.Name)];

    [Fact]
    public void Activations_stand_in_the_box_of_the_layer_before()
    {
        Assert.Equal(
            [
                "conv 3×3, ReLU: 6 × 24 × 24",
                "max pool 2×2 /2: 6 × 12 × 12",
                "conv 3×3, ReLU: 8 × 12 × 12",
                "average over all positions: 8",
                "dense: 4",
            ],
            DrawnGraph.Of(SmallNetworks.Pooled).Select(n => $"{n.Title}: {n.Shape}")
        );
    }

    [Fact]
    public void Values_that_several_layers_read_keep_boxes_of_their_own()
    {
        NetworkBuilder x = NetworkBuilder.Image(8, 8, 3).Conv(4, 3, padding: 1);
        IReadOnlyList<DrawnNode> nodes = DrawnGraph.Of(x.Relu().Add(x).Build());
        Assert.Equal(["conv 3×3", "relu", "add"], nodes.Select(n => n.Title.ToLowerInvariant()));
        Assert.Equal([0, 1], nodes[2].Inputs.Order());
    }

    [Fact]
    public void Blocks_that_follow_themselves_are_drawn_once_with_how_often()
    {
        NetworkBuilder x = NetworkBuilder.Image(8, 8, 4);
        for (int i = 0; i < 5; i++)
            x = x.Conv(4, 3, padding: 1, bias: false).BatchNorm().Relu().Conv(4, 3, padding: 1).Add(x).Relu();
        OnnxNetwork network = x.GlobalAveragePool().Dense(2).Build();
        IReadOnlyList<DrawnNode> nodes = DrawnGraph.Of(network);
        IReadOnlyList<DrawnBlock> blocks = DrawnBlock.Of(nodes);
        Assert.Equal([(0, 3, 5), (15, 1, 1), (16, 1, 1)], blocks.Select(b => (b.First, b.Count, b.Times)));
        XElement svg = XElement.Parse(NetworkDrawing.ToSvg(network));
        Assert.Contains(svg.Descendants(Svg + "text"), t => t.Value == "× 5");
        Assert.Equal(1 + 3 + 2, svg.Descendants(Svg + "title").Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Drawings_of_the_zoo_have_no_box_over_another_and_all_in_the_picture(string name)
    {
        Architecture architecture = Architectures.All.Single(a => a.Name == name);
        XElement svg = XElement.Parse(NetworkDrawing.ToSvg(architecture.Build()));
        double[] view = Numbers(svg.Attribute("viewBox")!.Value);
        double[][] boxes =
        [
            .. svg.Elements(Svg + "g")
                .Where(g => g.Attribute("transform") is not null)
                .Select(g => Numbers(g.Attribute("transform")!.Value["translate(".Length..^1])),
        ];
        Assert.Equal(boxes.Length, boxes.DistinctBy(b => (b[0], b[1])).Count());
        Assert.All(
            boxes,
            box =>
            {
                Assert.InRange(box[0], 105, view[2] - 105);
                Assert.InRange(box[1], 0, view[3] - 36);
            }
        );
        Assert.InRange(boxes.Length, 3, 200);
    }

    [Fact]
    public void Names_are_text()
    {
        string svg = NetworkDrawing.ToSvg(NetworkBuilder.Image(8, 8, 3).Conv(2, 3).Build("<script>\"&"));
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        XElement.Parse(svg);
    }

    private static double[] Numbers(string text) => [.. text.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
}
