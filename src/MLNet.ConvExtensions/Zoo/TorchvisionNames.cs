namespace MLNet.ConvExtensions.Zoo;

/// <summary>What torchvision's checkpoints, and timm's of the same names, call the weights of the networks here.</summary>
internal static class TorchvisionNames
{
    private static readonly IReadOnlyList<Family> Families =
    [
        new("ResNet", "fc", static names => Each(names, static n => n)),
        new("RegNet", "fc", static names => Each(names, static n => n)),
        new("MobileNetV3", "classifier.3", static names => Each(names, static n => n)),
        new("EfficientNet", "classifier.1", static names => Each(names, static n => n)),
        new("ConvNeXt", "classifier.2", static names => Each(names, OfConvNeXt)),
        new(
            "DenseNet121",
            "classifier",
            static names => Each(names, static n => n.StartsWith("classifier.", StringComparison.Ordinal) ? n : "features." + n)
        ),
        new("MobileNetV2", "classifier.1", static names => Each(names, OfMobileNetV2)),
        new("VGG", "classifier.6", OfVgg),
    ];

    /// <summary>The names of architectures whose weights are known by torchvision's names.</summary>
    public static IReadOnlyList<string> Architectures { get; } =
    [.. ArchitectureRegistry.All.Select(a => a.Name).Where(n => Find(n) is not null)];

    /// <summary>What torchvision calls each weight of an architecture that is known by its names.</summary>
    /// <param name="architecture">The architecture's name.</param>
    /// <param name="weights">The weights' names here, in the network's order.</param>
    public static IReadOnlyDictionary<string, string> Of(string architecture, IReadOnlyList<string> weights) =>
        Find(architecture)!.Names(weights);

    /// <summary>The weight that has a row for each class, by torchvision's name.</summary>
    public static string ClassifierOf(string architecture) => Find(architecture)!.Classifier + ".weight";

    private static Family? Find(string architecture) =>
        Families.FirstOrDefault(f => architecture.StartsWith(f.Prefix, StringComparison.Ordinal));

    private static Dictionary<string, string> Each(IReadOnlyList<string> names, Func<string, string> name) =>
        names.ToDictionary(n => n, name, StringComparer.Ordinal);

    // The scale of a block is a tensor of the block itself.
    private static string OfConvNeXt(string name) =>
        name.EndsWith(".layer_scale.weight", StringComparison.Ordinal) ? name[..^".weight".Length] : name;

    // features.2.expand_bn.bias is features.2.conv.0.1.bias; the block that doesn't widen has one part less.
    private static string OfMobileNetV2(string name)
    {
        string[] parts = name.Split('.');
        if (parts.Length < 4)
            return name;
        bool widens = parts[1] != "1";
        string there = parts[2] switch
        {
            "expand" => "0.0",
            "expand_bn" => "0.1",
            "depthwise" => widens ? "1.0" : "0.0",
            "depthwise_bn" => widens ? "1.1" : "0.1",
            "project" => widens ? "2" : "1",
            "project_bn" => widens ? "3" : "2",
            _ => "",
        };
        return there.Length == 0 ? name : $"features.{parts[1]}.conv.{there}.{parts[3]}";
    }

    // conv3_1 is one of features' layers, which are counted with ReLU, normalisation and pooling; fc6 is classifier.0.
    private static Dictionary<string, string> OfVgg(IReadOnlyList<string> names)
    {
        string[] convolutions = [.. names.Select(LayerOf).Where(n => n.StartsWith("conv", StringComparison.Ordinal)).Distinct()];
        int layers = names.Any(n => n.StartsWith("bn", StringComparison.Ordinal)) ? 3 : 2;
        int IndexOf(string place) => (layers * Array.IndexOf(convolutions, "conv" + place)) + place[0] - '1';
        return Each(
            names,
            n =>
            {
                string layer = LayerOf(n),
                    part = n[layer.Length..];
                return layer[0] switch
                {
                    'c' => $"features.{IndexOf(layer[4..])}{part}",
                    'b' => $"features.{IndexOf(layer[2..]) + 1}{part}",
                    _ => $"classifier.{3 * (layer[2] - '6')}{part}",
                };
            }
        );
    }

    private static string LayerOf(string weight) => weight[..weight.IndexOf('.', StringComparison.Ordinal)];

    private sealed record Family(string Prefix, string Classifier, Func<IReadOnlyList<string>, IReadOnlyDictionary<string, string>> Names);
}
