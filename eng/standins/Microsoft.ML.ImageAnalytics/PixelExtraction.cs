using Microsoft.ML.Runtime;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>How the pixels of one column become a vector.</summary>
internal sealed class PixelExtraction
{
    public PixelExtraction(
        string output, string input, ColorBits colors, ColorsOrder order, bool interleave, float offset, float scale, bool asFloats)
    {
        Contracts.CheckNonWhiteSpace(output, nameof(output));
        Contracts.CheckParam((colors & ColorBits.All) != 0, "colorsToExtract", "At least one color has to be extracted.");
        Output = output;
        Input = input;
        Colors = colors;
        Order = order;
        Layout = new ColorLayout(colors, order);
        Interleave = interleave;
        AsFloats = asFloats;
        // Bytes stay what they are.
        Offset = asFloats ? offset : 0;
        Scale = asFloats ? scale : 1;
        Contracts.CheckParam(float.IsFinite(Offset), "offsetImage", $"The offset is {Offset}; it must be finite.");
        Contracts.CheckParam(float.IsFinite(Scale) && Scale != 0, "scaleImage", $"The scale is {Scale}; it must be finite and not 0.");
    }

    public PixelExtraction(string output, string input, ModelLoadContext ctx)
    {
        Output = output;
        Input = input;
        Colors = (ColorBits)ctx.Reader.ReadByte();
        Contracts.CheckDecode(Colors != 0 && (Colors & ColorBits.All) == Colors, "The colors to extract are unknown.");
        Order = (ColorsOrder)ctx.Reader.ReadByte();
        Contracts.CheckDecode(Order != 0, "The order of the colors is unknown.");
        Layout = new ColorLayout(Colors, Order);
        AsFloats = ctx.Reader.ReadBoolean();
        Offset = ctx.Reader.ReadSingle();
        Contracts.CheckDecode(float.IsFinite(Offset), "The offset of pixels isn't finite.");
        Scale = ctx.Reader.ReadSingle();
        Contracts.CheckDecode(float.IsFinite(Scale) && Scale != 0, "The scale of pixels is 0 or not finite.");
        Interleave = ctx.Reader.ReadBoolean();
    }

    public string Output { get; }

    public string Input { get; }

    public ColorBits Colors { get; }

    public ColorsOrder Order { get; }

    public ColorLayout Layout { get; }

    public bool Interleave { get; }

    public bool AsFloats { get; }

    public float Offset { get; }

    public float Scale { get; }

    public void Save(ModelSaveContext ctx)
    {
        ctx.Writer.Write((byte)Colors);
        ctx.Writer.Write((byte)Order);
        ctx.Writer.Write(AsFloats);
        ctx.Writer.Write(Offset);
        ctx.Writer.Write(Scale);
        ctx.Writer.Write(Interleave);
    }
}
