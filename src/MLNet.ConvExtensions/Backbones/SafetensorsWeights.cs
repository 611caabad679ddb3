using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Zoo;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>Brings the weights of a checkpoint into a network that is built here, by the names that torchvision gives them.</summary>
internal static class SafetensorsWeights
{
    /// <summary>Counts that batch normalisation keeps for training alone.</summary>
    private const string Counts = ".num_batches_tracked";

    /// <summary>The network with the weights of a file.</summary>
    /// <exception cref="OnnxNetworkException">The file is damaged, or its weights aren't those of the architecture.</exception>
    public static OnnxNetwork Load(string path, Architecture architecture)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        string classifier = TorchvisionNames.ClassifierOf(architecture.Name);
        int classes = file.Find(classifier) is { Shape: [> 0 and <= int.MaxValue and var rows, _] } ? (int)rows : architecture.Classes;
        OnnxNetwork network = architecture.Build(architecture.Size, architecture.Size, architecture.Channels, classes);
        IReadOnlyDictionary<string, string> names = TorchvisionNames.Of(architecture.Name, [.. network.Weights.Select(w => w.Name)]);
        var wanted = network.Weights.ToDictionary(w => names[w.Name], StringComparer.Ordinal);
        foreach ((string name, NetworkWeight weight) in wanted)
        {
            string has = $"{architecture.Name} has a tensor '{name}' of shape {Text(weight.Contents.Shape)}, and '{path}'";
            if (file.Find(name) is not { } found)
                throw new OnnxNetworkException($"{has} has none of this name: its weights are of another network.");
            if (!Fits(found.Shape, weight.Contents.Shape))
                throw new OnnxNetworkException($"{has} one of shape {Text(found.Shape)}: its weights are of another network.");
            if (found.Type is not (OnnxElementType.Float or OnnxElementType.Float16 or OnnxElementType.BFloat16 or OnnxElementType.Double))
                throw new OnnxNetworkException($"{has} one of {found.Type}; allowed: floating-point numbers (F32, F16, BF16, F64).");
        }

        string? other = file.Names.FirstOrDefault(n => !wanted.ContainsKey(n) && !n.EndsWith(Counts, StringComparison.Ordinal));
        if (other is not null)
            throw new OnnxNetworkException(
                $"'{path}' has a tensor '{other}' of shape {Text(file.Find(other)!.Value.Shape)}, which {architecture.Name} doesn't: its "
                    + "weights are of another network."
            );
        var contents = new Dictionary<string, StoredTensor>();
        foreach ((string name, StoredTensor tensor) in file.Load(wanted.Keys))
            contents.Add(wanted[name].Name, StoredTensor.OfFloats(tensor.ToFloats(), wanted[name].Contents.Shape));
        return network.WithWeights(contents);
    }

    // A dense layer on the channels of each position is a 1x1 convolution here.
    private static bool Fits(IReadOnlyList<long> found, IReadOnlyList<long> wanted) =>
        found.SequenceEqual(wanted) || (found.Count == 2 && wanted.SequenceEqual([.. found, 1, 1]));

    private static string Text(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";
}
