using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Trainers.SelfSupervised;

/// <summary>The part of a network that makes features of images.</summary>
internal sealed class Encoder
{
    private readonly FeaturePooling _pooling;

    /// <summary>Cuts a network at its features.</summary>
    /// <param name="network">The network: one input of images, [N, C, H, W] of 32-bit numbers.</param>
    /// <param name="layer">The layer of the features; null for what goes into the classifier.</param>
    /// <param name="pooling">How maps become a vector.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't take images, or its features have no known size.</exception>
    public Encoder(OnnxNetwork network, string? layer, FeaturePooling pooling)
    {
        _pooling = pooling;
        SampleShape.Of(network);
        if (
            network.Inputs[0] is not { ElementType: OnnxElementType.Float, Shape.Count: 4 }
            || network.GetImageInput().Layout != ImageLayout.Nchw
        )
            throw new OnnxNetworkException(
                $"The network '{network.Name}' takes {network.Inputs[0].Shape} of "
                    + $"{network.Inputs[0].ElementType}; needed: images, [N, C, H, W] of Float."
            );
        NetworkShape input = network.Inputs[0].Shape!;
        Shape = new((int)input[1]!, (int)input[2]!, (int)input[3]!);
        Layer = (layer is null ? network.FindFeatureLayer() : network.FindLayer(layer)).OutputName;
        Network = network.WithBatch().CutAt(Layer);
        Features = Network.WithPooling(pooling);
        NetworkTensor features = Network.Outputs[0];
        if (features.Shape is not { Count: 2 or 4 } shape || shape.Skip(1).Any(d => d is null))
            throw new OnnxNetworkException(
                $"The layer '{Layer}' of the network '{network.Name}' gives {features.Shape?.ToString() ?? "an unknown shape"}; needed: "
                    + "[N, features] or [N, C, H, W] of known size."
            );
        Map = shape.Count == 4 ? new((int)shape[1]!, (int)shape[2]!, (int)shape[3]!) : new((int)shape[1]!, 1, 1);
        Width = (int)Features.Outputs[0].Shape![1]!;
    }

    /// <summary>The images that come in.</summary>
    public SampleShape Shape { get; }

    /// <summary>The network up to the layer.</summary>
    public OnnxNetwork Network { get; }

    /// <summary>The layer's output.</summary>
    public string Layer { get; }

    /// <summary>What the layer gives; a vector is a map of one position.</summary>
    public SampleShape Map { get; }

    /// <summary>The network up to the vector of features.</summary>
    public OnnxNetwork Features { get; }

    /// <summary>The number of features.</summary>
    public int Width { get; }

    /// <summary>The network up to the vector of features, with the weights of one that it is a part of.</summary>
    public OnnxNetwork Of(OnnxNetwork trained) => trained.CutAt(Layer).WithPooling(_pooling);
}
