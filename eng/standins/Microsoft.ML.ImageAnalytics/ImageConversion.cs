using Microsoft.ML.Runtime;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>How the vectors of one column become images.</summary>
internal sealed class ImageConversion
{
    public ImageConversion(
        string output, string input, int height, int width, ColorBits colors, ColorsOrder order, bool interleaved, float scale, float offset)
    {
        Contracts.CheckNonWhiteSpace(output, nameof(output));
        Contracts.CheckParam((colors & ColorBits.All) != 0, "colorsPresent", "At least one color has to be there.");
        Contracts.CheckParam(width > 0, "imageWidth", $"The width is {width}; it must be positive.");
        Contracts.CheckParam(height > 0, "imageHeight", $"The height is {height}; it must be positive.");
        Contracts.CheckParam(float.IsFinite(offset), "offsetImage", $"The offset is {offset}; it must be finite.");
        Contracts.CheckParam(float.IsFinite(scale) && scale != 0, "scaleImage", $"The scale is {scale}; it must be finite and not 0.");
        Output = output;
        Input = input;
        Type = new ImageDataViewType(height, width);
        Colors = colors;
        Order = order;
        Layout = new ColorLayout(colors, order);
        Interleaved = interleaved;
        Scale = scale;
        Offset = offset;
    }

    public ImageConversion(string output, string input, ModelLoadContext ctx)
    {
        Output = output;
        Input = input;
        Colors = (ColorBits)ctx.Reader.ReadByte();
        Contracts.CheckDecode(Colors != 0 && (Colors & ColorBits.All) == Colors, "The colors of a vector are unknown.");
        Order = (ColorsOrder)ctx.Reader.ReadByte();
        Contracts.CheckDecode(Order != 0, "The order of the colors is unknown.");
        Layout = new ColorLayout(Colors, Order);
        int width = ctx.Reader.ReadInt32(), height = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(width > 0 && height > 0, "An image has no size.");
        Type = new ImageDataViewType(height, width);
        Offset = ctx.Reader.ReadSingle();
        Scale = ctx.Reader.ReadSingle();
        Contracts.CheckDecode(float.IsFinite(Offset) && float.IsFinite(Scale) && Scale != 0, "The scale of pixels is 0 or not finite.");
        Interleaved = ctx.Reader.ReadBoolean();
    }

    public string Output { get; }

    public string Input { get; }

    public ImageDataViewType Type { get; }

    public ColorBits Colors { get; }

    public ColorsOrder Order { get; }

    public ColorLayout Layout { get; }

    public bool Interleaved { get; }

    public float Scale { get; }

    public float Offset { get; }

    public int Size => Type.Height * Type.Width * Layout.Planes;

    public void Save(ModelSaveContext ctx)
    {
        ctx.Writer.Write((byte)Colors);
        ctx.Writer.Write((byte)Order);
        ctx.Writer.Write(Type.Width);
        ctx.Writer.Write(Type.Height);
        ctx.Writer.Write(Offset);
        ctx.Writer.Write(Scale);
        ctx.Writer.Write(Interleaved);
    }
}
