using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Networks.Edits;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Stock;

/// <summary>
/// Makes of an image as ML.NET resizes it what <see cref="ImagePreprocessor"/> makes of it: the values of Pillow.
/// </summary>
/// <remarks>
/// <para>ML.NET's stages resize without antialiasing, to one size that is known beforehand, and an image's own size gets lost. But its
/// 'Fill' takes of the image the pixel that is nearest, position by position, and so all of the pixels of one that isn't larger than what
/// it fills; they only stand there more than once. Where they repeat tells the size: a column can only differ from the one before it where
/// a new column of the image begins. What is repeated is left out, and the image itself is what is resized (see
/// <see cref="ResizeGraph"/>).</para>
/// <para>Of larger images 'Fill' leaves pixels out; their size is read off a narrow strip with more positions. Images whose size can't be
/// told, as of drawings with few edges, are taken as ML.NET resizes them smoothly ('IsoCrop'), at twice the size, with averages over 2 x 2
/// pixels; where images lose their shape, as it stretches them ('Fill'), at four times the size. The same picture is the check on the size that was found: one that isn't right gives a picture that doesn't look like it.</para>
/// </remarks>
internal sealed class StockImageGraph
{
    /// <summary>Positions along the long side of a strip: the largest images whose size can be told have fewer.</summary>
    public const int StripLength = 8192;

    /// <summary>Positions along the short side of a strip.</summary>
    public const int StripWidth = 16;

    private const int Opset = 18;

    /// <summary>How many times as long as wide an image may be; longer ones would take much memory.</summary>
    private const int MostElongated = 16;

    private const int SmallestSide = 8;

    /// <summary>Lines of the picture of nearest pixels in which edges are looked for.</summary>
    private const int Lines = 64;

    /// <summary>How many of an image's edges between pixels may be missing from a strip.</summary>
    private const int MostUnseen = 64;

    /// <summary>The part of an image's edges between pixels that have to be seen.</summary>
    private const float LeastSeen = 0.5f;

    /// <summary>Edges that a strip may have where none should be: at its length ML.NET's positions are rounded.</summary>
    private const float MostMisplaced = 4;

    /// <summary>
    /// The part of the smooth picture's variance that the squared difference to it may make up, and a constant for flat pictures.
    /// </summary>
    private const float MostDifferent = 0.35f,
        AlwaysAllowed = 4;

    private readonly BackbonePreprocessing _size;
    private readonly OperatorGraph _graph = new("Resizing", Opset);
    private readonly ResizeGraph _resize;
    private readonly int _side;
    private readonly int _smooth;

    private StockImageGraph(BackbonePreprocessing size)
    {
        (_size, _side, _smooth) = (size, PointSide(size), SmoothFactor(size));
        _resize = new ResizeGraph(_graph, size);
    }

    /// <summary>
    /// Positions along each side of the picture of nearest pixels: a power of two, so that ML.NET rounds none of them, and 2.5 times the
    /// network's size.
    /// </summary>
    public static int PointSide(BackbonePreprocessing size)
    {
        int side = 512;
        while (side < 2.5 * Math.Max(size.ResizeWidth, size.ResizeHeight))
            side *= 2;
        return side;
    }

    /// <summary>
    /// How many times the network's size the smooth picture has: more where images lose their shape, as ML.NET does that by nearest pixels.
    /// </summary>
    public static int SmoothFactor(BackbonePreprocessing size) => size.Stretch ? 4 : 2;

    /// <summary>The graph: bytes of colours in planes, of four pictures, to planes of 0 to 255.</summary>
    /// <param name="size">The size that images are brought to, and how.</param>
    /// <param name="points">
    /// The input with the whole image in nearest pixels, <see cref="PointSide"/> both ways: opacity, red, green, blue.
    /// </param>
    /// <param name="columns">The input with the strip that tells the width.</param>
    /// <param name="rows">The input with the strip that tells the height.</param>
    /// <param name="smooth">The input with the cut, smooth picture of <see cref="SmoothFactor"/> times the size before the
    /// crop.</param>
    /// <param name="output">The output.</param>
    public static OnnxNetwork Create(BackbonePreprocessing size, string points, string columns, string rows, string smooth, string output)
    {
        var graph = new StockImageGraph(size);
        graph.Write(points, columns, rows, smooth, output);
        return graph._graph.ToNetwork();
    }

    private void Write(string picture, string columns, string rows, string smooth, string output)
    {
        _graph.Input(picture, OnnxElementType.UInt8, 1, 4, _side, _side);
        _graph.Input(columns, OnnxElementType.UInt8, 1, 3, StripWidth, StripLength);
        _graph.Input(rows, OnnxElementType.UInt8, 1, 3, StripLength, StripWidth);
        _graph.Input(smooth, OnnxElementType.UInt8, 1, 3, _smooth * _size.ResizeHeight, _smooth * _size.ResizeWidth);

        string opacity = From(picture, 0, 1, axis: 1),
            points = From(picture, 1, 4, axis: 1);
        string width = Length(points, columns, axis: 3),
            height = Length(points, rows, axis: 2);
        string zero = _graph.Integers(0),
            told = And(Greater(width, zero), Greater(height, zero));
        string most = _graph.Integers(MostElongated);
        told = And(told, And(Not(Greater(width, Op("Mul", height, most))), Not(Greater(height, Op("Mul", width, most)))));
        string any = _graph.Integers(_side);
        width = Op("Where", told, width, any);
        height = Op("Where", told, height, any);

        string sharp = Resized(points),
            blurred = Averaged(smooth);
        string which = And(told, LooksLike(sharp, blurred));
        string least = _graph.Op("ReduceMin", [opacity], Attribute("keepdims", 0));
        string own = _graph.If(
            _graph.Op("Less", [_graph.Cast(least, OnnxElementType.Float), _graph.Number(byte.MaxValue)]),
            () => Resized(OwnColors(points, opacity)),
            () => Op("Identity", sharp)
        );
        long length = 3L * _size.Width * _size.Height;
        _graph.Output(output, Op("Reshape", Op("Where", which, own, blurred), _graph.Integers(length)), length);

        string Resized(string pixels) => _resize.Planes(Op("Squeeze", pixels, _graph.Integers(0)), Nearest(width), Nearest(height));
    }

    /// <summary>The colours divided by their opacity, where they were multiplied with it: what <see cref="Transparency"/> does.</summary>
    private string OwnColors(string points, string opacity)
    {
        string colors = _graph.Cast(points, OnnxElementType.Int32),
            opaque = _graph.Cast(opacity, OnnxElementType.Int32);
        string above = _graph.Op("ReduceMax", [Op("Sub", colors, opaque)], Attribute("keepdims", 0));
        string rounded = Op("Add", Op("Mul", colors, Whole(byte.MaxValue)), Op("Div", opaque, Whole(2)));
        string divided = Op("Div", rounded, Op("Max", opaque, Whole(1)));
        return _graph.Cast(Op("Where", Greater(above, Whole(0)), colors, divided), OnnxElementType.UInt8);
    }

    /// <summary>The image's length along an axis; 0 where it can't be told.</summary>
    private string Length(string points, string strip, int axis)
    {
        // A few lines of the picture are enough.
        string lines = _graph.Op(
            "Slice",
            [points, _graph.Integers(0), _graph.Integers(_side), _graph.Integers(5 - axis), _graph.Integers(_side / Lines)]
        );
        string edges = Edges(lines, axis, _side);
        string few = Smallest(edges, Range(SmallestSide, _side), _side, misplaced: 0);

        edges = Edges(strip, axis, StripLength);
        string next = Op("Add", _graph.Op("ReduceSum", [edges]), Range(1, MostUnseen));
        string many = Smallest(edges, next, StripLength, MostMisplaced);
        many = Op("Where", _graph.Op("Less", [many, _graph.Integers(StripLength)]), many, _graph.Integers(0));
        return Op("Where", Greater(few, _graph.Integers(0)), few, many);
    }

    /// <summary>Where the picture changes along an axis: 1 or 0 for all positions but the first.</summary>
    private string Edges(string picture, int axis, int length)
    {
        string before = _graph.Cast(From(picture, 0, length - 1, axis), OnnxElementType.Float),
            after = _graph.Cast(From(picture, 1, length, axis), OnnxElementType.Float);
        string change = Op("Abs", Op("Sub", after, before));
        string largest = _graph.Op("ReduceMax", [change, _graph.Integers(0, 1, 5 - axis)], Attribute("keepdims", 0));
        return _graph.Cast(Greater(largest, _graph.Floats(0)), OnnxElementType.Float);
    }

    /// <summary>The smallest length that has edges wherever some were seen; 0 if there is none.</summary>
    /// <param name="edges">The edges that were seen.</param>
    /// <param name="candidates">The lengths to choose from, in increasing order.</param>
    /// <param name="positions">How many positions there are.</param>
    /// <param name="misplaced">How many edges may be seen where none should be.</param>
    private string Smallest(string edges, string candidates, int positions, float misplaced)
    {
        string pixels = Pixels(Op("Unsqueeze", candidates, _graph.Integers(1)), positions);
        string same = _graph.Cast(
            _graph.Op("Equal", [From(pixels, 1, positions, 1), From(pixels, 0, positions - 1, 1)]),
            OnnxElementType.Float
        );
        string wrong = Op("MatMul", same, edges);
        string enough = Op("Mul", candidates, _graph.Floats(LeastSeen));
        string fits = And(Not(Greater(wrong, _graph.Floats(misplaced))), Not(Greater(enough, _graph.Op("ReduceSum", [edges]))));
        fits = _graph.Cast(fits, OnnxElementType.Float);
        string first = _graph.Op("ArgMax", [fits], Attribute("axis", 0), Attribute("keepdims", 1));
        string length = _graph.Cast(Op("Gather", candidates, first), OnnxElementType.Int64);
        return Op("Where", Greater(_graph.Op("ReduceMax", [fits]), _graph.Floats(0)), length, _graph.Integers(0));
    }

    /// <summary>The pixels of an image that stand at the positions: of a length, or of a column of lengths a row each.</summary>
    private string Pixels(string length, int positions)
    {
        // Exact but for strips: positions are a power of two, and the products have fewer bits than a float.
        string middles = Op("Div", Op("Add", Range(0, positions), _graph.Floats(0.5f)), _graph.Floats(positions));
        return Op("Floor", Op("Mul", length, middles));
    }

    /// <summary>A side of the picture of nearest pixels.</summary>
    private ResizeGraph.Side Nearest(string length)
    {
        string seen = Op("Min", length, _graph.Integers(_side));
        string pixels = _graph.Cast(seen, OnnxElementType.Double),
            half = _graph.Cast(_graph.Floats(0.5f), OnnxElementType.Double);
        string positions = _graph.Cast(_graph.Floats(_side), OnnxElementType.Double);
        return new(length, seen, numbers => Op("Ceil", Op("Sub", Op("Div", Op("Mul", numbers, positions), pixels), half)));
    }

    private string Averaged(string smooth)
    {
        string all = _graph.Op(
            "AveragePool",
            [_graph.Cast(smooth, OnnxElementType.Float)],
            Attribute("kernel_shape", [(long)_smooth, _smooth]),
            Attribute("strides", [(long)_smooth, _smooth])
        );
        string starts = _graph.Op(
            "Concat",
            [
                _resize.Margin(_graph.Integers(_size.ResizeHeight), _size.Height),
                _resize.Margin(_graph.Integers(_size.ResizeWidth), _size.Width),
            ],
            Attribute("axis", 0)
        );
        return _graph.Op("Slice", [all, starts, Op("Add", starts, _graph.Integers(_size.Height, _size.Width)), _graph.Integers(2, 3)]);
    }

    private string LooksLike(string sharp, string blurred)
    {
        string difference = Op("Sub", sharp, blurred),
            centred = Op("Sub", blurred, _graph.Op("ReduceMean", [blurred]));
        string squares = _graph.Op("ReduceMean", [Op("Mul", difference, difference)], Attribute("keepdims", 0));
        string variance = _graph.Op("ReduceMean", [Op("Mul", centred, centred)], Attribute("keepdims", 0));
        return Not(Greater(squares, Op("Add", Op("Mul", variance, _graph.Floats(MostDifferent)), _graph.Floats(AlwaysAllowed))));
    }

    private string Whole(long value) => _graph.Cast(_graph.Integers(value), OnnxElementType.Int32);

    /// <summary>Whole numbers from the first to the one before the end.</summary>
    private string Range(int first, int end) => Op("Range", _graph.Number(first), _graph.Number(end), _graph.Number(1));

    private string From(string tensor, int start, int end, int axis) =>
        _graph.Op("Slice", [tensor, _graph.Integers(start), _graph.Integers(end), _graph.Integers(axis)]);

    private string Op(string operation, params string[] inputs) => _graph.Op(operation, inputs);

    private string And(string a, string b) => Op("And", a, b);

    private string Not(string a) => Op("Not", a);

    private string Greater(string a, string b) => Op("Greater", a, b);
}
