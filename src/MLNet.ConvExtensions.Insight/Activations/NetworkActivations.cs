using Microsoft.ML;
using MLNet.ConvExtensions.Insight.Activations;
using MLNet.ConvExtensions.Insight.Explanations;

namespace MLNet.ConvExtensions;

/// <summary>
/// What the layers of a network say of photos: feature maps, statistics, dead units, and the photos that excite a unit most. Runs in ONNX
/// Runtime, on the processor.
/// </summary>
/// <remarks>For use by one thread at a time; it computes on several itself.</remarks>
public sealed class NetworkActivations : IDisposable
{
    private readonly NetworkRun _run;
    private readonly ImageReader _reader;
    private readonly long[] _shape;

    /// <summary>Prepares a network.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="layers">
    /// Names of layers with maps, or of their outputs, none twice; if left out, all activations (Relu and others) that give maps, or, where
    /// there is none, all layers that do.
    /// </param>
    /// <param name="threads">How many threads compute; null for the number of processors.</param>
    /// <exception cref="ArgumentException">There is no such layer, or it gives no maps.</exception>
    /// <exception cref="OnnxNetworkException">No layer gives maps, or the network takes no photos.</exception>
    public NetworkActivations(Backbone backbone, IReadOnlyList<string>? layers = null, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads ?? 1, 1, nameof(threads));
        OnnxNetwork network = AsSeen(backbone, out BackbonePreprocessing preprocessing);
        Layers = layers is null ? Usual(network) : [.. layers.Select(name => SpatialLayers.Find(network, name))];
        if (Layers.Count == 0)
            throw new OnnxNetworkException(SpatialLayers.None(network));
        _run = new NetworkRun(network.WithOutputs([.. Layers.Select(l => l.OutputName)]), threads);
        _reader = new ImageReader(preprocessing);
        _shape = [1, 3, preprocessing.Height, preprocessing.Width];
    }

    /// <summary>The layers that are looked at.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; }

    /// <summary>The maps of all layers for a photo.</summary>
    /// <param name="path">The photo's file.</param>
    /// <returns>The maps, in the order of <see cref="Layers"/>.</returns>
    /// <exception cref="ImageInputException">The photo can't be read; the message names it.</exception>
    public IReadOnlyList<FeatureMaps> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var planes = new float[_reader.Length];
        _reader.ReadFile(path, planes);
        return
        [
            .. _run.Run(planes, _shape)
                .Zip(
                    Layers,
                    (found, layer) =>
                        new FeatureMaps(layer.Name, (int)found.Shape[1], (int)found.Shape[2], (int)found.Shape[3], found.Values)
                ),
        ];
    }

    /// <summary>What the units of all layers say of many photos. Photos are looked at one after the other and not kept.</summary>
    /// <param name="paths">The photos' files.</param>
    /// <param name="strongest">How many photos are named that excite a unit most; 1 or more.</param>
    /// <param name="unread">Is told why a photo can't be read, which is left out then; null where that is an error.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The layers, in the order of <see cref="Layers"/>.</returns>
    /// <exception cref="ImageInputException">A photo can't be read and nobody is told, or none can be read.</exception>
    public IReadOnlyList<LayerActivations> Summarize(
        IEnumerable<string> paths,
        int strongest = 9,
        Action<string>? unread = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfLessThan(strongest, 1);
        UnitStatistics[][]? statistics = null;
        int photos = 0;
        foreach (string path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryRead(path, unread) is not { } all)
                continue;
            photos++;
            statistics ??= [.. all.Select(maps => Enumerable.Range(0, maps.Channels).Select(_ => new UnitStatistics(strongest)).ToArray())];
            for (int i = 0; i < all.Count; i++)
                Add(statistics[i], all[i], path);
        }

        return statistics is null
            ? throw new ImageInputException("None of the photos can be read, so there is nothing to look at.")
            : [.. Layers.Select((layer, i) => new LayerActivations(layer, photos, [.. statistics[i].Select((s, unit) => s.ToUnit(unit))]))];
    }

    /// <summary>Lets go of the network.</summary>
    public void Dispose() => _run.Dispose();

    private static void Add(UnitStatistics[] units, FeatureMaps maps, string path) =>
        Parallel.For(0, units.Length, unit => units[unit].Add(path, maps[unit], maps.Width));

    private IReadOnlyList<FeatureMaps>? TryRead(string path, Action<string>? unread)
    {
        try
        {
            return Read(path);
        }
        catch (ImageInputException e) when (unread is not null)
        {
            unread(e.Message);
            return null;
        }
    }

    private static NetworkLayer[] Usual(OnnxNetwork network)
    {
        NetworkLayer[] spatial = [.. network.Layers.Where(SpatialLayers.IsSpatial)],
            activations = [.. spatial.Where(l => ActivationOperators.IsOfValues(l.Operator))];
        return activations.Length > 0 ? activations : spatial;
    }

    /// <summary>The network for planes of photos, up to its first output.</summary>
    private static OnnxNetwork AsSeen(Backbone backbone, out BackbonePreprocessing preprocessing)
    {
        var context = new MLContext();
        using ConvFeaturesTransformer stage = context
            .Transforms.ConvFeatures("Values", "Path", backbone, backbone.Network.Outputs[0].Name, FeaturePooling.None)
            .Fit(context.Data.LoadFromEnumerable(Array.Empty<Photo>()));
        preprocessing =
            stage.Preprocessing
            ?? throw new OnnxNetworkException(
                $"The network '{backbone}' takes {backbone.Network.Inputs[0].Shape}; needed: photos, [N, 3, H, W]."
            );
        return stage.Network;
    }

    private sealed class Photo
    {
        public string Path { get; set; } = "";
    }
}
