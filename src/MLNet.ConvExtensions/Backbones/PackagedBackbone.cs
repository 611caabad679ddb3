using System.Reflection;
using System.Security.Cryptography;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>
/// The network of a package that applications add: ML.NET's own ResNet-18, trained on ImageNet. The package's files lie beside the
/// application, and are what this class was written for: both are known by their SHA-256.
/// </summary>
internal static class PackagedBackbone
{
    /// <summary>What it is called where networks have names.</summary>
    public const string Name = "PackagedResNet18";

    /// <summary>The layer of features, the last one: the package's network has no classifier.</summary>
    public const string FeatureLayer = "avgpool";

    public const string Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18";

    public const string Version = "0.23.1";

    /// <summary>The folder that the package's build copies to the output folder, and that is in its own folder 'tools'.</summary>
    private const string Models = "DnnImageModels";

    /// <summary>The layers from the pixels less their mean to the features.</summary>
    private static readonly (string File, string Sha256) Network = (
        Path.Combine("ResNet18Onnx", "ResNet18.onnx"),
        "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f"
    );

    /// <summary>Red and blue exchanged, and the mean image subtracted.</summary>
    private static readonly (string File, string Sha256) Preparation = (
        Path.Combine("ResNetPrepOnnx", "ResNetPreprocess.onnx"),
        "84bf8def78d0befaa3f6e73745d57d7016c6a192ead76f79686bd438c1047004"
    );

    /// <summary>The whole photo; what else its weights want is in the graph, but for the order of the channels.</summary>
    public static BackbonePreprocessing Preprocessing { get; } =
        new()
        {
            CropFraction = 1,
            Scale = 1,
            Mean = [0, 0, 0],
            StandardDeviation = [1, 1, 1],
            BlueFirst = true,
        };

    /// <summary>
    /// Loads the network from the application's folder, or from the package that its assembly was loaded from, as notebooks load it.
    /// </summary>
    /// <exception cref="OnnxNetworkException">The package's files are missing, or aren't those that are known.</exception>
    public static OnnxNetwork Load() =>
        Load([Path.Combine(AppContext.BaseDirectory, Models), .. PackageFolder(Path.GetDirectoryName(PackageAssembly()))]);

    /// <summary>Loads the network from the first of the folders that has it.</summary>
    internal static OnnxNetwork Load(IReadOnlyList<string> folders)
    {
        string folder =
            folders.FirstOrDefault(f => File.Exists(Path.Combine(f, Network.File)) && File.Exists(Path.Combine(f, Preparation.File)))
            ?? throw new OnnxNetworkException(
                $"The network '{Name}' comes with the package {Package}, and '{Path.Combine(folders[0], Network.File)}' is missing. "
                    + $"Add the package to the application's project: dotnet add package {Package} --version {Version}"
            );
        TensorProto mean = Read(folder, Preparation).Graph.Initializer.Single();
        OnnxNetwork network = Read(folder, Network).WithLayerNames("ResNet-18", [.. LayerNames()]);
        return network.Rename(network.Inputs[0].Name, "centred").WithMeanImage("image", mean).WithBatch();
    }

    /// <summary>Where the package keeps its files, by the folder of its assembly, lib/netstandard2.0.</summary>
    internal static string[] PackageFolder(string? assemblyFolder) =>
        string.IsNullOrEmpty(assemblyFolder) ? [] : [Path.GetFullPath(Path.Combine(assemblyFolder, "..", "..", "tools", Models))];

    private static string? PackageAssembly()
    {
        try
        {
            return Assembly.Load(new AssemblyName(Package)).Location;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return null;
        }
    }

    private static OnnxNetwork Read(string folder, (string File, string Sha256) known)
    {
        string path = Path.Combine(folder, known.File);
        using FileStream contents = File.OpenRead(path);
        string hash = Convert.ToHexStringLower(SHA256.HashData(contents));
        contents.Position = 0;
        return hash == known.Sha256
            ? OnnxNetwork.Load(contents)
            : throw new OnnxNetworkException(
                $"'{path}' ({contents.Length:N0} bytes, SHA-256 {hash}) isn't the file of the package "
                    + $"{Package} {Version}, whose SHA-256 is {known.Sha256}: it is damaged, or of another version."
            );
    }

    /// <summary>
    /// The layers in the file's order, by the names that torchvision and <see cref="Architectures"/> give those of a ResNet. Its last
    /// stage has a block more than the ResNet-18 of the paper.
    /// </summary>
    private static IEnumerable<string> LayerNames()
    {
        string[] stem = ["conv1", "bn1", "relu", "maxpool"],
            shortcut = ["downsample.0", "downsample.1"];
        string[] block = ["conv1", "bn1", "relu1", "conv2", "bn2", "add", "relu"];
        int[] blocks = [2, 2, 2, 3];
        foreach (string layer in stem)
            yield return layer;
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            for (int i = 0; i < blocks[stage]; i++)
            {
                foreach (string layer in stage > 0 && i == 0 ? [.. shortcut, .. block] : block)
                    yield return $"layer{stage + 1}.{i}.{layer}";
            }
        }

        yield return FeatureLayer;
    }
}
