namespace MLNet.ConvExtensions.Zoo;

/// <summary>What torchvision's checkpoints, and timm's of the same networks, call the weights of the networks here.</summary>
internal static class TorchvisionNames
{
    /// <summary>The names of architectures whose weights are known by torchvision's names.</summary>
    public static IReadOnlyList<string> Architectures { get; } =
    ["ResNet18", "ResNet34", "ResNet50", "ResNet101", "ResNet152", "DenseNet121"];

    /// <summary>What torchvision calls a weight; null where the architecture isn't known by its names.</summary>
    /// <param name="architecture">The architecture's name.</param>
    /// <param name="weight">The weight's name here.</param>
    public static string? Of(string architecture, string weight) =>
        architecture switch
        {
            "ResNet18" or "ResNet34" or "ResNet50" or "ResNet101" or "ResNet152" => weight,
            "DenseNet121" => weight.StartsWith("classifier.", StringComparison.Ordinal) ? weight : "features." + weight,
            _ => null,
        };

    /// <summary>The weight that has a row for each class, by torchvision's name.</summary>
    public static string ClassifierOf(string architecture) =>
        architecture.StartsWith("ResNet", StringComparison.Ordinal) ? "fc.weight" : "classifier.weight";
}
