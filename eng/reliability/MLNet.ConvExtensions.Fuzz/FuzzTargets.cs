using MLNet.ConvExtensions.Fuzz.Targets;

namespace MLNet.ConvExtensions.Fuzz;

/// <summary>The readers of outside bytes, by name.</summary>
internal static class FuzzTargets
{
    private static readonly SortedDictionary<string, Func<string, FuzzTarget>> All = new(StringComparer.Ordinal)
    {
        ["images"] = folder => new ImagesTarget(folder),
        ["onnx"] = folder => new OnnxTarget(folder),
        ["models"] = folder => new ModelsTarget(folder),
        ["checkpoints"] = folder => new CheckpointsTarget(folder),
        ["parts"] = folder => new PartsTarget(folder),
        ["lists"] = folder => new ListsTarget(folder),
        ["mnist"] = folder => new MnistTarget(folder),
        ["cifar"] = folder => new CifarTarget(folder),
        ["journals"] = folder => new JournalsTarget(folder),
        ["comparisons"] = folder => new ComparisonsTarget(folder),
        ["sounds"] = folder => new SoundsTarget(folder),
        ["vectors"] = folder => new VectorsTarget(folder),
        ["caches"] = folder => new CachesTarget(folder),
    };

    public static IEnumerable<string> Names => All.Keys;

    /// <param name="name">The target's name.</param>
    /// <param name="folder">Where it may write.</param>
    public static FuzzTarget Create(string name, string folder) => Find(name)(folder);

    public static void Check(string name) => Find(name);

    private static Func<string, FuzzTarget> Find(string name) =>
        All.TryGetValue(name, out Func<string, FuzzTarget>? create)
            ? create
            : throw new ArgumentException($"There is no target '{name}'; allowed: {string.Join(", ", Names)}.");
}
