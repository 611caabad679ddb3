using TorchSharp.Modules;

namespace MLNet.ConvExtensions;

/// <summary>A weight of a network while it is trained.</summary>
public sealed class TrainableWeight
{
    internal TrainableWeight(string name, string layer, Parameter tensor)
    {
        Name = name;
        Layer = layer;
        Tensor = tensor;
    }

    /// <summary>The tensor's name in the graph.</summary>
    public string Name { get; }

    /// <summary>The first layer that uses it, as <see cref="OnnxNetwork.Layers"/> names it.</summary>
    public string Layer { get; }

    /// <summary>
    /// The weights, of the shape that they have in the graph, as 32-bit numbers where the graph has 16-bit ones. It belongs to the
    /// <see cref="TrainableNetwork"/>; optimisers change it in place.
    /// </summary>
    public Parameter Tensor { get; }

    /// <summary>Whether gradients are computed for it; true at first.</summary>
    public bool IsTrainable
    {
        get => Tensor.requires_grad;
        set => Tensor.requires_grad = value;
    }

    /// <summary>The number of weights.</summary>
    public long Count => Tensor.NumberOfElements;

    /// <summary>Name and shape, for messages.</summary>
    public override string ToString() => $"{Name} [{string.Join(", ", Tensor.shape)}]";
}
