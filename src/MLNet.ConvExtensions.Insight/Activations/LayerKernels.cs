using MLNet.ConvExtensions.Insight.Activations;

namespace MLNet.ConvExtensions;

/// <summary>The kernels of a convolution, as pictures.</summary>
public sealed class LayerKernels
{
    private readonly float[] _weights;
    private readonly bool _blueFirst;

    private LayerKernels(string layer, IReadOnlyList<long> shape, float[] weights, bool blueFirst)
    {
        Layer = layer;
        (Filters, Channels, Height, Width) = ((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3]);
        _weights = weights;
        _blueFirst = blueFirst;
    }

    /// <summary>The layer.</summary>
    public string Layer { get; }

    /// <summary>The number of filters.</summary>
    public int Filters { get; }

    /// <summary>The channels that each filter sees; 1 where each sees its own (depthwise).</summary>
    public int Channels { get; }

    /// <summary>The height of the kernels.</summary>
    public int Height { get; }

    /// <summary>The width of the kernels.</summary>
    public int Width { get; }

    /// <summary>
    /// How many pictures there are: of three channels one for each filter, in colours; otherwise one for each filter and channel.
    /// </summary>
    public int Pictures => InColors ? Filters : Filters * Channels;

    private bool InColors => Channels == 3;

    /// <summary>The kernels of a network's convolutions that are larger than 1x1, in the order in which they run.</summary>
    /// <param name="network">The network.</param>
    /// <param name="most">How many convolutions; 1 or more.</param>
    /// <param name="blueFirst">Whether the network takes blue first.</param>
    /// <returns>The kernels; none where the network has no such convolution over images, or computes its weights.</returns>
    public static IReadOnlyList<LayerKernels> Of(OnnxNetwork network, int most = 3, bool blueFirst = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        Dictionary<string, StoredTensor> weights = network.Weights.ToDictionary(w => w.Name, w => w.Contents);
        Dictionary<string, NetworkLayer> layers = network.Layers.ToDictionary(l => l.OutputName);
        return
        [
            .. network
                .Nodes.Where(n => n.Operator == "Conv" && n.Inputs.Count > 1 && layers.ContainsKey(n.Outputs[0]))
                .Where(n =>
                    weights.TryGetValue(n.Inputs[1], out StoredTensor? w) && w.Shape is [_, _, var height, var width] && height * width > 1
                )
                .Take(most)
                .Select(n =>
                {
                    StoredTensor kernels = weights[n.Inputs[1]];
                    return new LayerKernels(layers[n.Outputs[0]].Name, kernels.Shape, kernels.ToFloats(), blueFirst);
                }),
        ];
    }

    /// <summary>
    /// Writes the kernels side by side as a PNG, under a temporary name first. Gray is 0, and white and black, or full colours, are the
    /// largest weights of each kernel.
    /// </summary>
    /// <param name="file">The file; one that exists is replaced.</param>
    /// <param name="most">How many pictures are shown, the first ones; 1 or more.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public void SavePicture(string file, int most = 256)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var grid = new PictureGrid(Math.Min(most, Pictures), Width, Height);
        int size = Height * Width;
        for (int i = 0; i < grid.Count; i++)
        {
            if (!InColors)
            {
                ReadOnlySpan<float> single = _weights.AsSpan(i * size, size);
                grid.DrawWeights(i, single, single, single);
                continue;
            }

            ReadOnlySpan<float> first = _weights.AsSpan(3 * i * size, size),
                green = _weights.AsSpan(((3 * i) + 1) * size, size),
                last = _weights.AsSpan(((3 * i) + 2) * size, size);
            grid.DrawWeights(i, _blueFirst ? last : first, green, _blueFirst ? first : last);
        }

        grid.Save(file);
    }
}
