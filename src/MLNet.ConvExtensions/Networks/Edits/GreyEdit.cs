using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Lets networks of grey images take colours.</summary>
internal static class GreyEdit
{
    /// <summary>What red, green and blue are to the eye (ITU-R BT.601), as Pillow and OpenCV weight them. They add up to 1.</summary>
    public static IReadOnlyList<float> Shares { get; } = [0.299f, 0.587f, 0.114f];

    /// <summary>
    /// The network with a convolution in front that makes one plane of red, green and blue ones. Where all three are normalised alike, that
    /// is the same as normalising the grey.
    /// </summary>
    /// <param name="network">A network of one plane, [N, 1, H, W]; any other stays as it is.</param>
    public static OnnxNetwork Apply(OnnxNetwork network)
    {
        ImageInput image = network.GetImageInput();
        if (image is not { Channels: 1, Layout: ImageLayout.Nchw })
            return network;
        string colours = network.Graph.FreeName("colours"),
            shares = network.Graph.FreeName("grey_shares");
        Dim[] shape = network.Info(image.Name).Shape!;
        NodeProto[] grey = [Constant(TensorContents.Floats(shares, [.. Shares], 1, 3, 1, 1)), Node("Conv", image.Name, colours, shares)];
        return network.Edited(network.WithInput(colours, grey, [shape[0], Dim.Of(3), shape[2], shape[3]]));
    }
}
