using System.Globalization;
using System.Text.Json;
using MLNet.ConvExtensions.Hub;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>A repository of the hub as a network: which of its files are needed, and what its configuration says.</summary>
internal sealed class HubModel(HubAddress address, HubCache cache)
{
    private const string Config = "config.json",
        Preprocessor = "preprocessor_config.json";

    private readonly Lock _lock = new();
    private HubAddress? _pinned;
    private HubJson? _config;
    private BackbonePreprocessing? _preprocessing;

    /// <summary>Where repositories have their network, the likelier places first.</summary>
    public static IReadOnlyList<string> UsualFiles { get; } =
    ["onnx/model.onnx", "model.onnx", "onnx/model_fp16.onnx", "onnx/model_quantized.onnx"];

    /// <summary>Where those of images and texts have the part for images.</summary>
    private static string[] VisionFiles { get; } = ["onnx/vision_model.onnx", "vision_model.onnx"];

    /// <summary>What the configuration says of images; null where it says nothing.</summary>
    /// <exception cref="BackboneDownloadException">The configuration can't be had.</exception>
    /// <exception cref="OnnxNetworkException">It is damaged, or asks for what can't be done here.</exception>
    public BackbonePreprocessing? Preprocessing
    {
        get
        {
            lock (_lock)
                return _preprocessing ??= FindPreprocessing();
        }
    }

    /// <summary>Loads the network, and downloads what isn't there.</summary>
    /// <exception cref="BackboneDownloadException">A file can't be had, or the repository has no network in ONNX form.</exception>
    /// <exception cref="OnnxNetworkException">It is damaged, or no network of images.</exception>
    public OnnxNetwork Load()
    {
        lock (_lock)
        {
            (string file, string path) = FindNetwork();
            int slash = file.LastIndexOf('/') + 1;
            OnnxNetwork network = OnnxNetwork.Load(path, location => BringWeights(file, file[..slash] + location));
            try
            {
                if (!BackboneBody.TakesVectors(network))
                    network.GetImageInput();
                return network;
            }
            catch (OnnxNetworkException e)
            {
                throw new OnnxNetworkException(
                    $"'{file}' of '{address.Repository}' is no network of images: {e.Message} Of a model of images and texts, name the "
                        + $"file of the part for images: {address.Repository}/onnx/vision_model.onnx.",
                    e
                );
            }
        }
    }

    /// <summary>The names of the classes, where the configuration has as many as the network may have; null elsewhere.</summary>
    public IReadOnlyList<string>? ClassNamesOf(OnnxNetwork network)
    {
        lock (_lock)
            return FindClassNames() is { } names && NotedClasses.MayBeOf(network, names) ? names : null;
    }

    private (string File, string Path) FindNetwork()
    {
        string[] places =
            address.File is { } named ? [named]
            : ReadConfig()?.Has("vision_config") == true ? [.. VisionFiles, .. UsualFiles]
            : [.. UsualFiles];
        foreach (string place in places)
        {
            if (Find(place) is { } path)
                return (place, path);
        }

        throw new BackboneDownloadException(
            address.File is not null
                ? $"The repository '{address.Repository}' has no file '{address.File}' at revision '{address.Revision}'."
                : $"The repository '{address.Repository}' has no network in ONNX form at revision '{address.Revision}': looked for "
                    + $"{string.Join(", ", places)}. If it has one elsewhere, name the file: {address.Repository}/FOLDER/FILE.onnx."
        );
    }

    private void BringWeights(string network, string file)
    {
        if (!HubAddress.IsPath(file) || Find(file) is null)
            throw new OnnxNetworkException(
                $"'{network}' of '{address.Repository}' keeps weights in '{file}', which isn't among the repository's files."
            );
    }

    private BackbonePreprocessing? FindPreprocessing()
    {
        if (ReadConfig() is { } config && TimmConfig.Read(config) is { } timm)
            return timm;
        return Find(Preprocessor) is { } path ? HubPreprocessor.Read(Read(path), Source(Preprocessor)) : null;
    }

    private IReadOnlyList<string>? FindClassNames()
    {
        if (ReadConfig() is not { } config)
            return null;
        if (config.Value("label_names") is { ValueKind: JsonValueKind.Array } list)
            return [.. list.EnumerateArray().Select(n => n.ToString())];
        if (config.Value("id2label") is not { ValueKind: JsonValueKind.Object } map)
            return null;
        (int Number, string Name)[] classes =
        [
            .. map.EnumerateObject()
                .Select(p =>
                    (int.TryParse(p.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1, p.Value.ToString())
                )
                .OrderBy(p => p.Item1),
        ];
        return classes.Select(c => c.Number).SequenceEqual(Enumerable.Range(0, classes.Length))
            ? [.. classes.Select(c => c.Name)]
            : throw config.Wrong("id2label", "a name for each number from 0");
    }

    private HubJson? ReadConfig() => _config ??= Find(Config) is { } path ? HubJson.Parse(Read(path), Source(Config)) : null;

    /// <summary>A file; null where there is none. All files are of the commit that the first one was of.</summary>
    private string? Find(string file)
    {
        (string? path, string? commit) = cache.Find(_pinned ?? address, file);
        if (commit is not null)
            _pinned ??= address with { Revision = commit };
        return path;
    }

    private string Source(string file) => $"'{file}' of '{address.Repository}'";

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxNetworkException($"'{path}' can't be read: {e.Message}", e);
        }
    }
}
