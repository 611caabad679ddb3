using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Shapes;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Stages.Detection;

/// <summary>
/// A small network that finds what is red or green, in each of the layouts: a box for every cell of 8x8 pixels, as make_references.py
/// computes it.
/// </summary>
internal static class TestDetectors
{
    public const string Names = "{0: 'red', 1: 'green'}";

    private const int Cell = 8;
    private const int Opset = 13;

    public static OnnxNetwork Create(DetectorLayout layout, int size = 64, bool openBatch = false)
    {
        var graph = new OperatorGraph("Colors", Opset);
        int cells = size / Cell * (size / Cell);
        Dim batch = openBatch ? Dim.Named("batch") : Dim.Of(1);
        string images = graph.Input("images", OnnxElementType.Float, batch, Dim.Of(3), Dim.Of(size), Dim.Of(size));
        if (layout == DetectorLayout.Ssd)
        {
            // Ultraface's values, from -1 to 1, back to those from 0 to 1.
            images = graph.Op("Mul", [images, graph.Number(128f / 255)]);
            images = graph.Op("Add", [images, graph.Number(127f / 255)]);
        }
        else if (layout == DetectorLayout.TensorFlow)
        {
            images = graph.Op("Mul", [images, graph.Number(1f / 255)]);
        }

        string means = graph.Op(
            "AveragePool",
            [images],
            GraphEdits.Attribute("kernel_shape", [Cell, Cell]),
            GraphEdits.Attribute("strides", [Cell, Cell])
        );
        means = graph.Op("Reshape", [means, graph.Integers(0, 3, -1)]);
        string weights = graph.Op("Reshape", [graph.Floats(1, -1, -1, -1, 1, -1), graph.Integers(2, 3)]);
        string logits = graph.Op("Add", [graph.Op("Mul", [graph.Op("MatMul", [weights, means]), graph.Number(10)]), graph.Number(-5)]);
        string scores = graph.Op("Sigmoid", [logits]);
        string best = graph.Op("ReduceMax", [scores], GraphEdits.Attribute("axes", [1L]));
        string boxes = Boxes(graph, size, best, cells, layout);
        Finish(graph, layout, boxes, scores, best, cells, batch);
        OnnxNetwork network = graph.ToNetwork();
        return layout == DetectorLayout.TensorFlow ? network : network.WithMetadata("names", Names);
    }

    /// <summary>A photo with a red and a green rectangle, as make_references.py draws it.</summary>
    public static byte[] Photo(int width, int height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(90, 90, 90));
        bitmap.Erase(new SKColor(230, 20, 20), new SKRectI(width * 5 / 32, height * 3 / 16, width * 19 / 32, height * 15 / 32));
        bitmap.Erase(new SKColor(20, 200, 30), new SKRectI(width * 5 / 8, height * 9 / 16, width * 15 / 16, height * 15 / 16));
        return Png(bitmap);
    }

    /// <summary>A photo of one color.</summary>
    public static byte[] Plain(int width, int height, byte red, byte green, byte blue)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(red, green, blue));
        return Png(bitmap);
    }

    private static byte[] Png(SKBitmap bitmap)
    {
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The boxes, [N, 4, cells]: centres and sizes in pixels, or corners, or corners as parts, as the layout has them.</summary>
    private static string Boxes(OperatorGraph graph, int size, string best, int cells, DetectorLayout layout)
    {
        int side = size / Cell;
        var values = new float[4 * cells];
        for (int i = 0; i < cells; i++)
        {
            float x = (i % side * Cell) + (Cell / 2f),
                y = (i / side * Cell) + (Cell / 2f),
                width = 20 + (4 * (i % 3)),
                height = 20 + (4 * (i % 2));
            float[] box = layout switch
            {
                DetectorLayout.YoloV5 or DetectorLayout.YoloV8 => [x, y, width, height],
                DetectorLayout.TensorFlow =>
                [
                    (y - (height / 2)) / size,
                    (x - (width / 2)) / size,
                    (y + (height / 2)) / size,
                    (x + (width / 2)) / size,
                ],
                DetectorLayout.Ssd =>
                [
                    (x - (width / 2)) / size,
                    (y - (height / 2)) / size,
                    (x + (width / 2)) / size,
                    (y + (height / 2)) / size,
                ],
                _ => [x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2)],
            };
            for (int c = 0; c < 4; c++)
                values[(c * cells) + i] = box[c];
        }

        string fixedBoxes = graph.Op("Reshape", [graph.Floats(values), graph.Integers(1, 4, cells)]);
        // As many as there are images.
        return graph.Op("Add", [fixedBoxes, graph.Op("Mul", [best, graph.Number(0)])]);
    }

    private static void Finish(OperatorGraph graph, DetectorLayout layout, string boxes, string scores, string best, int cells, Dim batch)
    {
        Dim places = Dim.Of(cells);
        switch (layout)
        {
            case DetectorLayout.YoloV8:
                graph.Output("output0", Joined(graph, boxes, scores), batch, Dim.Of(6), places);
                break;
            case DetectorLayout.YoloV5:
                string shares = graph.Op("Div", [scores, best]);
                graph.Output("output0", Turned(graph, Joined(graph, boxes, best, shares)), batch, places, Dim.Of(7));
                break;
            case DetectorLayout.EndToEnd:
                graph.Output("output0", Turned(graph, Joined(graph, boxes, best, Class(graph, scores))), batch, places, Dim.Of(6));
                break;
            case DetectorLayout.EndToEndBatch:
                string zeros = graph.Op("Mul", [best, graph.Number(0)]);
                string rows = Turned(graph, Joined(graph, zeros, boxes, Class(graph, scores), best));
                graph.Output("output", graph.Op("Reshape", [rows, graph.Integers(-1, 7)]), Dim.Unknown, Dim.Of(7));
                break;
            case DetectorLayout.Ssd:
                string background = graph.Op("Sub", [graph.Number(1), best]);
                graph.Output("scores", Turned(graph, Joined(graph, background, scores)), batch, places, Dim.Of(3));
                graph.Output("boxes", Turned(graph, boxes), batch, places, Dim.Of(4));
                break;
            default:
                string counted = graph.Op("Add", [Class(graph, scores), graph.Number(1)]);
                graph.Output("detection_boxes:0", Turned(graph, boxes), batch, places, Dim.Of(4));
                graph.Output("detection_classes:0", graph.Op("Reshape", [counted, graph.Integers(0, -1)]), batch, places);
                graph.Output("detection_scores:0", graph.Op("Reshape", [best, graph.Integers(0, -1)]), batch, places);
                graph.Output("num_detections:0", graph.Number(cells), Dim.Of(1));
                break;
        }
    }

    private static string Joined(OperatorGraph graph, params string[] parts) => graph.Op("Concat", parts, GraphEdits.Attribute("axis", 1L));

    private static string Turned(OperatorGraph graph, string tensor) =>
        graph.Op("Transpose", [tensor], GraphEdits.Attribute("perm", [0L, 2L, 1L]));

    private static string Class(OperatorGraph graph, string scores) =>
        graph.Cast(graph.Op("ArgMax", [scores], GraphEdits.Attribute("axis", 1L)), OnnxElementType.Float);
}
