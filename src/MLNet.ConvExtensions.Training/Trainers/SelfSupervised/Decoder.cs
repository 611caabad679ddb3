using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Trainers.SelfSupervised;

/// <summary>Makes the decoder that fits an encoder: from its maps up to the image's size, doubling on the way.</summary>
internal static class Decoder
{
    /// <summary>The side of the maps that a vector becomes.</summary>
    private const int Least = 4;

    private const int MostTimesAsWide = 8;

    /// <summary>A network from the encoder's maps to images.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="width">Maps at the image's size.</param>
    /// <param name="seed">What the weights are drawn from.</param>
    /// <exception cref="OnnxNetworkException">The maps are larger than the image.</exception>
    public static OnnxNetwork Create(Encoder encoder, int width, int seed)
    {
        (SampleShape image, SampleShape map) = (encoder.Shape, encoder.Map);
        if (map.Height > image.Height || map.Width > image.Width)
        {
            throw new OnnxNetworkException(
                $"The layer '{encoder.Layer}' of the network '{encoder.Network.Name}' gives maps of {map.Width} x {map.Height} for "
                    + $"images of {image.Width} x {image.Height}; needed: no larger ones."
            );
        }

        (int Height, int Width)[] sizes = [.. Sizes((image.Height, image.Width), (map.Height, map.Width)).Reverse()];
        bool vector = encoder.Network.Outputs[0].Shape is { Count: 2 };
        NetworkBuilder x = vector
            ? NetworkBuilder.Features(map.Channels, seed).Reshape([map.Channels, 1, 1])
            : NetworkBuilder.Image(map.Height, map.Width, map.Channels, seed);
        if (sizes[0] != (map.Height, map.Width))
            x = Up(x, Maps(0), (sizes[0].Height - map.Height + 1, sizes[0].Width - map.Width + 1), 1, 0);
        for (int i = 1; i < sizes.Length; i++)
        {
            (Side up, Side across) = (Side.Of(sizes[i - 1].Height, sizes[i].Height), Side.Of(sizes[i - 1].Width, sizes[i].Width));
            x = Up(x, Maps(i), (up.Kernel, across.Kernel), (up.Stride, across.Stride), 1);
        }

        return x.Conv(image.Channels, 3, padding: 1, name: "image").Build();

        int Maps(int at) => width * Math.Min(1 << Math.Min(sizes.Length - 1 - at, 16), MostTimesAsWide);
    }

    // From the image's size down: each the half of the one before, as long as the encoder's maps and the least side fit in.
    private static IEnumerable<(int Height, int Width)> Sizes((int Height, int Width) image, (int Height, int Width) map)
    {
        (int Height, int Width) size = image,
            next;
        yield return size;
        while ((next = (Half(size.Height, map.Height), Half(size.Width, map.Width))) != size)
            yield return size = next;
    }

    private static int Half(int side, int map) => (side + 1) / 2 is var half && half >= Math.Max(map, Least) ? half : side;

    private static NetworkBuilder Up(NetworkBuilder x, int maps, Extent kernel, Extent stride, Padding padding) =>
        x.ConvTranspose(maps, kernel, stride, padding, bias: false).BatchNorm().Relu();

    /// <summary>A transposed convolution of padding 1 along one axis.</summary>
    private readonly record struct Side(int Kernel, int Stride)
    {
        // To the double with kernel 4, to one less with kernel 3, and with kernel 3 of stride 1 to the same.
        public static Side Of(int from, int to) => from == to ? new(3, 1) : new(to == 2 * from ? 4 : 3, 2);
    }
}
