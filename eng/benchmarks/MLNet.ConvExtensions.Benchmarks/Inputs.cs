namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>The networks and photos that eng/benchmarks/make_inputs.py puts into a folder, for every contender the same.</summary>
internal sealed class Inputs
{
    private static readonly string Folder =
        Environment.GetEnvironmentVariable("BENCHMARK_INPUTS")
        ?? throw new InvalidOperationException(
            "BENCHMARK_INPUTS is not set: run eng/benchmarks/run.sh, or set it to the folder that make_inputs.py filled."
        );

    public static IReadOnlyList<string> Networks { get; } = Chosen("BENCHMARK_NETWORKS", ["squeezenet1.1", "mobilenetv2", "resnet18"]);

    public static IReadOnlyList<string> PhotoSets { get; } = Chosen("BENCHMARK_PHOTOS", ["small", "large"]);

    public static string Network(string name) => Path.Combine(Folder, "networks", name + ".onnx");

    public static string[] Photos(string set)
    {
        var folder = new ImageFolder(Path.Combine(Folder, "photos", set));
        return [.. folder.EnumerateNames().Select(folder.PathOf).Order(StringComparer.Ordinal)];
    }

    /// <summary>The layer to stop at: the end of the files as they are, so that every contender computes the same.</summary>
    public static string Layer(string network)
    {
        OnnxNetwork file = OnnxNetwork.Load(Network(network));
        return file.Outputs[0].Name;
    }

    private static string[] Chosen(string variable, string[] all)
    {
        string[] names = Environment.GetEnvironmentVariable(variable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? all;
        return names.Except(all).FirstOrDefault() is { } unknown
            ? throw new ArgumentException($"{variable} has '{unknown}'; allowed: {string.Join(", ", all)}.")
            : names;
    }
}
