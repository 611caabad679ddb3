namespace MLNet.ConvExtensions.Networks;

/// <summary>Reads a network's input as an image, or says why it isn't one.</summary>
internal static class ImageInputs
{
    private const string Allowed =
        "an image network takes one input of floating-point numbers, [N, C, H, W] or [N, H, W, C], with 1 to 4 channels";

    public static ImageInput Of(OnnxNetwork network)
    {
        if (network.Inputs is not [var input])
            throw new OnnxNetworkException(
                $"The network '{network.Name}' has {network.Inputs.Count} inputs "
                    + $"({string.Join(", ", network.Inputs.Select(Text))}); {Allowed}."
            );
        if (input.Shape is not { Count: 4 } shape)
        {
            string hint = input.Shape is [not null, _, _] ? " The batch dimension is missing: export the network with one." : "";
            throw new OnnxNetworkException($"The input of the network '{network.Name}' is {Text(input)}; {Allowed}.{hint}");
        }

        bool last = !IsChannels(shape[1]) && IsChannels(shape[3]);
        bool first = IsChannels(shape[1]) || shape[1] is null;
        if (
            !(first || last)
            || input.ElementType
                is not (OnnxElementType.Float or OnnxElementType.Float16 or OnnxElementType.Double or OnnxElementType.UInt8)
        )
            throw new OnnxNetworkException($"The input of the network '{network.Name}' is {Text(input)}; {Allowed}.");
        return last
            ? new ImageInput(input.Name, input.ElementType, ImageLayout.Nhwc, shape[0], shape[3], shape[1], shape[2])
            : new ImageInput(input.Name, input.ElementType, ImageLayout.Nchw, shape[0], shape[1], shape[2], shape[3]);
    }

    private static bool IsChannels(long? dimension) => dimension is >= 1 and <= 4;

    private static string Text(NetworkTensor tensor) =>
        $"'{tensor.Name}' {tensor.Shape?.ToString() ?? "of unknown shape"} of {tensor.ElementType}";
}
