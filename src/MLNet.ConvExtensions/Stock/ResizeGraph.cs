using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Stock;

/// <summary>
/// Writes the resizing of <see cref="ImagePreprocessor"/> as operators: to the bit the same values, which are those of Pillow. ONNX's own
/// resizing is of single precision, and decides otherwise where a value lies halfway between two bytes: one in fifty at a scale of 7/8.
/// </summary>
/// <param name="graph">The graph that is written.</param>
/// <param name="size">The size that images are brought to, and how.</param>
internal sealed class ResizeGraph(OperatorGraph graph, BackbonePreprocessing size)
{
    /// <summary>Positions are computed in groups, each of a part of the image: a product with all of it would be of zeros mostly.</summary>
    private const int Groups = 8;

    /// <summary>Weights are whole numbers with 22 bits behind the point, as in <see cref="FilterWeights"/>.</summary>
    private const float One = 1 << 22;

    /// <summary>The resized image's centre: planes of 0 to 255, [1, 3, height, width] of 32-bit floats.</summary>
    /// <param name="picture">The image's bytes, [3, rows, columns].</param>
    /// <param name="columns">How the picture's columns are those of the image.</param>
    /// <param name="rows">How its rows are.</param>
    public string Planes(string picture, Side columns, Side rows)
    {
        string fullWidth = Full(size.ResizeWidth, size.ResizeHeight, columns.Length, rows.Length);
        string fullHeight = Full(size.ResizeHeight, size.ResizeWidth, rows.Length, columns.Length);
        string narrow = Along(picture, columns, fullWidth, size.Width);
        string turned = graph.Op("Transpose", [narrow], Attribute("perm", [0L, 2, 1]));
        string small = Along(turned, rows, fullHeight, size.Height);
        string upright = graph.Op("Transpose", [small], Attribute("perm", [0L, 2, 1]));
        return graph.Cast(Op("Unsqueeze", upright, graph.Integers(0)), OnnxElementType.Float);
    }

    /// <summary>Whether ONNX's operator knows a filter.</summary>
    public static bool HasRough(Interpolation interpolation) => interpolation is Interpolation.Bilinear or Interpolation.Bicubic;

    /// <summary>The same by ONNX's operator, for large images.</summary>
    public string RoughPlanes(string picture, string width, string height)
    {
        string fullWidth = Full(size.ResizeWidth, size.ResizeHeight, width, height);
        string fullHeight = Full(size.ResizeHeight, size.ResizeWidth, height, width);
        string sizes = graph.Op("Concat", [graph.Integers(1, 3), fullHeight, fullWidth], Attribute("axis", 0));

        // As in Pillow, what lies beyond the edge has no weight.
        List<AttributeProto> how = [Attribute("antialias", 1), Attribute("exclude_outside", 1)];
        how.AddRange(
            size.Interpolation == Interpolation.Bicubic
                ? [Attribute("mode", "cubic"), Attribute("cubic_coeff_a", -0.5f)]
                : [Attribute("mode", "linear")]
        );
        string whole = graph.Op("Resize", [Op("Unsqueeze", picture, graph.Integers(0)), "", "", sizes], [.. how]);
        string starts = graph.Op("Concat", [Margin(fullHeight, size.Height), Margin(fullWidth, size.Width)], Attribute("axis", 0));
        string ends = Op("Add", starts, graph.Integers(size.Height, size.Width));
        return graph.Cast(Op("Slice", whole, starts, ends, graph.Integers(2, 3)), OnnxElementType.Float);
    }

    /// <summary>A side of the resized image, which has the size before the crop, or just covers it.</summary>
    private string Full(int wanted, int other, string length, string otherLength) =>
        size.Stretch ? graph.Integers(wanted) : Covering(wanted, other, length, otherLength);

    private string Covering(int wanted, int other, string length, string otherLength) =>
        Op("Max", graph.Integers(wanted), Op("Div", Op("Mul", graph.Integers(other), length), otherLength));

    /// <summary>Where the centre begins.</summary>
    public string Margin(string full, int cut)
    {
        string spare = graph.Cast(Op("Sub", full, graph.Integers(cut)), OnnxElementType.Float);
        return graph.Cast(Op(size.CropsFromFloor ? "Floor" : "Round", Op("Mul", spare, graph.Floats(0.5f))), OnnxElementType.Int64);
    }

    /// <summary>The bytes resized along their last axis.</summary>
    private string Along(string picture, Side side, string full, int cut)
    {
        long each = (cut + Groups - 1) / Groups;
        string length = Double(side.Seen),
            scale = Op("Div", length, Double(full));
        string widening = size.Interpolation == Interpolation.Nearest ? Number(1) : Op("Max", scale, Number(1)),
            support = Op("Mul", widening, Number(Reach));
        string positions = Op("Reshape", Range(Number0(Groups * each)), graph.Integers(Groups, each, 1));
        string centers = Op("Mul", Op("Add", Op("Add", positions, Double(Margin(full, cut))), Number(0.5f)), scale);

        // The pixels that a group may need, from before the first of its first position to behind the last of its last.
        string first = graph.Op("Slice", [centers, graph.Integers(0), graph.Integers(1), graph.Integers(1)]);
        string reach = Op("Add", Op("Mul", scale, Number(each - 1)), Op("Mul", support, Number(2)));
        string many = Op("Squeeze", Op("Add", Op("Ceil", reach), Number(3)));
        string pixels = Op("Add", Op("Floor", Op("Sub", first, support)), Range(many));

        string distance = Op("Div", Op("Sub", Op("Add", pixels, Number(0.5f)), centers), widening);
        string inside = Op("And", Op("Not", Op("Less", pixels, Number(0))), Op("Less", pixels, length));
        string weights = Op("Where", inside, Filter(distance), Number(0));
        string total = Op("ReduceSum", weights, graph.Integers(2));
        weights = Op("Floor", Op("Add", Op("Mul", Op("Div", weights, total), Number(One)), Number(0.5f)));
        weights = Op("Unsqueeze", graph.Op("Transpose", [weights], Attribute("perm", [0L, 2, 1])), graph.Integers(1));

        string indices = Op("Squeeze", Op("Max", Op("Min", pixels, Op("Sub", length, Number(1))), Number(0)), graph.Integers(1));
        string parts = graph.Op("Gather", [picture, graph.Cast(side.At(indices), OnnxElementType.Int64)], Attribute("axis", 2));
        parts = graph.Op("Transpose", [parts], Attribute("perm", [2L, 0, 1, 3]));
        string sums = Op("MatMul", Double(parts), weights);
        sums = Op("Reshape", graph.Op("Transpose", [sums], Attribute("perm", [1L, 2, 0, 3])), graph.Integers(0, 0, Groups * each));
        sums = graph.Op("Slice", [sums, graph.Integers(0), graph.Integers(cut), graph.Integers(2)]);
        string bytes = Op("Floor", Op("Add", Op("Div", sums, Number(One)), Number(0.5f)));
        return graph.Cast(Op("Max", Op("Min", bytes, Number(255)), Number(0)), OnnxElementType.UInt8);
    }

    /// <summary>How far the filter reaches, in pixels of the coarser of the two images.</summary>
    private float Reach =>
        size.Interpolation switch
        {
            Interpolation.Bicubic => 2,
            Interpolation.Lanczos => 3,
            Interpolation.Box or Interpolation.Nearest => 0.5f,
            _ => 1,
        };

    private string Filter(string signed)
    {
        string x = Op("Abs", signed);
        switch (size.Interpolation)
        {
            case Interpolation.Bilinear:
                return Op("Max", Op("Sub", Number(1), x), Number(0));

            // The nearest pixel is the one that covers the position: a box that doesn't widen.
            case Interpolation.Box
            or Interpolation.Nearest:
                string inside = Op("And", Op("Less", Number(-0.5f), signed), Op("Not", Op("Less", Number(0.5f), signed)));
                return Op("Where", inside, Number(1), Number(0));
            case Interpolation.Lanczos:
                string lobes = Op("Mul", Sinc(x), Sinc(Op("Div", x, Number(3))));
                return Op("Where", Op("Less", x, Number(3)), lobes, Number(0));
            case Interpolation.Hamming:
                // cos(pi x) is sin(pi (x + 1/2)).
                string cosine = Op("Sin", Op("Mul", Op("Add", x, Number(0.5f)), Exact(Math.PI)));
                string window = Op("Add", Exact(0.54), Op("Mul", Exact(0.46), cosine));
                return Op("Where", Op("Less", x, Number(1)), Op("Mul", Sinc(x), window), Number(0));
        }

        // Keys' cubic with a = -0.5: (1.5 x - 2.5) x^2 + 1 up to 1, ((-0.5 x + 2.5) x - 4) x + 2 up to 2.
        string square = Op("Mul", x, x);
        string inner = Op("Add", Op("Mul", Op("Sub", Op("Mul", x, Number(1.5f)), Number(2.5f)), square), Number(1));
        string outer = Op("Sub", Op("Mul", Op("Add", Op("Mul", x, Number(-0.5f)), Number(2.5f)), x), Number(4));
        outer = Op("Add", Op("Mul", outer, x), Number(2));
        return Op("Where", Op("Less", x, Number(1)), inner, Op("Where", Op("Less", x, Number(2)), outer, Number(0)));
    }

    private string Sinc(string x)
    {
        // Nothing but 0 is as small; there it is 1.
        string angle = Op("Mul", Op("Max", x, Exact(1e-9)), Exact(Math.PI));
        return Op("Div", Op("Sin", angle), angle);
    }

    private string Exact(double value) => graph.Doubles([value], 1);

    private string Range(string count) => Op("Range", Number0(0), count, Number0(1));

    private string Number(float value) => Double(graph.Floats(value));

    private string Number0(float value) => Double(graph.Number(value));

    private string Double(string tensor) => graph.Cast(tensor, OnnxElementType.Double);

    private string Op(string operation, params string[] inputs) => graph.Op(operation, inputs);

    /// <summary>A side of a picture of an image.</summary>
    /// <param name="Length">The image's length, one whole number.</param>
    /// <param name="Seen">How many of its pixels the picture shows, evenly spread.</param>
    /// <param name="At">Where in the picture those of some numbers stand.</param>
    internal sealed record Side(string Length, string Seen, Func<string, string> At)
    {
        /// <summary>A side of a picture that is the image itself.</summary>
        public static Side Of(string length) => new(length, length, pixels => pixels);
    }
}
