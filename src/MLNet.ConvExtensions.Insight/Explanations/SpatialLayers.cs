namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>The layers of a network that give maps.</summary>
internal static class SpatialLayers
{
    /// <summary>The last layer that gives maps of more than one position; null if there is none.</summary>
    public static NetworkLayer? FindLast(OnnxNetwork network) => network.Layers.LastOrDefault(IsSpatial);

    /// <summary>Whether a layer gives maps of more than one position.</summary>
    public static bool IsSpatial(NetworkLayer layer) =>
        // A Transpose has the positions elsewhere.
        layer.Operator != "Transpose"
        && IsSpatial(layer.OutputShape);

    /// <summary>The layer of a name.</summary>
    /// <exception cref="ArgumentException">There is none, or it gives no maps.</exception>
    public static NetworkLayer Find(OnnxNetwork network, string name)
    {
        NetworkLayer layer = network.FindLayer(name);
        if (IsSpatial(layer.OutputShape))
            return layer;
        string last = FindLast(network) is { } found ? $"; the last one with such maps is '{found.Name}'" : "";
        throw new ArgumentException(
            $"Layer '{name}' of the network '{network.Name}' gives {layer.OutputShape?.ToString() ?? "an unknown shape"}; Grad-CAM needs maps, "
                + $"[N, C, H, W] of more than one position{last}."
        );
    }

    public static string None(OnnxNetwork network) =>
        $"None of the {network.Layers.Count} layers of the network '{network.Name}' gives maps of more than one position, [N, C, H, W].";

    private static bool IsSpatial(NetworkShape? shape) => shape is { Count: 4 } && (shape[2] is null or > 1 || shape[3] is null or > 1);
}
