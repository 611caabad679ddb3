using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>
/// Folds a mean image into a graph, as networks of Caffe's time want it: a value for every position, where later ones have one for each
/// channel.
/// </summary>
internal static class MeanImageEdit
{
    /// <summary>
    /// The network for images from which the mean image has not been subtracted. It is arithmetic, not a weight: no training changes it.
    /// </summary>
    /// <param name="network">A network of images of a settled size.</param>
    /// <param name="input">The name that the new input gets.</param>
    /// <param name="mean">The mean image, in the network's own layout and order of channels.</param>
    /// <exception cref="OnnxNetworkException">
    /// The mean image has another size than the network's images, or isn't of 32-bit numbers.
    /// </exception>
    public static OnnxNetwork WithMeanImage(this OnnxNetwork network, string input, TensorProto mean)
    {
        ImageInput image = network.GetImageInput();
        Dim[] shape = network.Info(image.Name).Shape!;
        IEnumerable<long?> wanted = [1, .. shape.Skip(1).Select(d => d.Size)];
        if (mean.DataType != (int)OnnxElementType.Float || !mean.Dims.Select(d => (long?)d).SequenceEqual(wanted))
        {
            throw new OnnxNetworkException(
                $"The mean image '{mean.Name}' has the dimensions [{string.Join(", ", mean.Dims)}] of {(OnnxElementType)mean.DataType}; "
                    + $"allowed for the network '{network.Name}': 1 of {LayerTable.Shape(shape)}, Float."
            );
        }

        TensorProto constant = mean.Clone();
        constant.Name = network.Graph.FreeName(input + "_mean");
        return network.Edited(network.WithInput(input, [Constant(constant), Node("Sub", image.Name, input, constant.Name)], shape));
    }
}
