using MLNet.ConvExtensions.Backbones;

namespace MLNet.ConvExtensions;

/// <summary>A network that turns images into features, together with the preprocessing its weights were trained with.</summary>
/// <remarks>Creating a backbone reads nothing; the network is loaded when it is first needed, and once.</remarks>
public sealed partial class Backbone
{
    private readonly Lock _lock = new();
    private readonly Func<OnnxNetwork> _load;
    private readonly IReadOnlyList<string>? _classNames;
    private readonly BackbonePreprocessing? _preprocessing;
    private OnnxNetwork? _network;

    private Backbone(
        string name,
        BackbonePreprocessing? preprocessing,
        string? featureLayer,
        Func<OnnxNetwork> load,
        IReadOnlyList<string>? classNames = null
    )
    {
        Name = name;
        _preprocessing = preprocessing;
        FeatureLayer = featureLayer;
        _load = load;
        _classNames = classNames;
    }

    /// <summary>What the backbone is called: its record's name, that of its file without the extension, or the name it was given.</summary>
    public string Name { get; }

    /// <summary>The record of a named backbone; null for one that was made from a file or a network.</summary>
    public BackboneRecord? Record { get; private init; }

    /// <summary>The repository of the hub that it is of; null for all others.</summary>
    private HubModel? Hub { get; init; }

    /// <summary>The network. Loaded on first use, and once; for a named backbone that may mean a download.</summary>
    /// <exception cref="OnnxNetworkException">The file is missing, damaged or not an ONNX network.</exception>
    /// <exception cref="BackboneDownloadException">The file of a named backbone can't be had.</exception>
    public OnnxNetwork Network
    {
        get
        {
            // A failure is not kept: the next use tries again.
            lock (_lock)
                return _network ??= _load();
        }
    }

    /// <summary>The layer whose output are the features when none is asked for; null to let the network's shape decide.</summary>
    public string? FeatureLayer { get; }

    /// <summary>
    /// The preprocessing that was given, or that the network's record has; null for the defaults of ImageNet at the network's own input
    /// size. Of a repository of the hub, its configuration is brought for it.
    /// </summary>
    /// <exception cref="BackboneDownloadException">The configuration in the hub can't be had.</exception>
    /// <exception cref="OnnxNetworkException">The configuration asks for what can't be done here.</exception>
    public BackbonePreprocessing? Preprocessing => _preprocessing ?? Hub?.Preprocessing;

    /// <summary>
    /// Whether the network takes images of red, green and blue, or grey, [N, C, H, W] or [N, H, W, C]. Any other, of signals, [N, C, L],
    /// volumes, [N, C, D, H, W], or images of other channels, takes vectors, which go into it as they are: one channel behind the other. The
    /// network is loaded for it.
    /// </summary>
    /// <exception cref="OnnxNetworkException">The file is missing, damaged or not an ONNX network.</exception>
    public bool TakesImages => !BackboneBody.TakesVectors(Network);

    /// <summary>
    /// The names of the classes that the network tells apart, in the order of its scores: those that were given, its record's
    /// (<see cref="ImageNetClasses.Names"/> for all that are known by name), those of its repository's configuration, or those that its file
    /// lists. Null where nobody says: a
    /// network of 1000 classes isn't taken for one of ImageNet by their number. Where there is no record, the network is loaded for it.
    /// </summary>
    /// <exception cref="OnnxNetworkException">The file is missing, damaged or not an ONNX network.</exception>
    public IReadOnlyList<string>? ClassNames =>
        _classNames ?? (Record is { } record ? record.ClassNames : Hub?.ClassNamesOf(Network) ?? NotedClasses.Of(Network));

    /// <summary>The class that somebody means, of those that <see cref="ClassNames"/> names.</summary>
    /// <param name="text">
    /// The class's name or, where it has several with commas between them, one of them (case, spaces, hyphens and underscores don't
    /// matter); its WordNet id, where the names are those of ImageNet; or its number from 0.
    /// </param>
    /// <returns>The place of the class among the names, from 0.</returns>
    /// <exception cref="ArgumentException">
    /// There is no such class, or more than one; the message lists those that may be meant.
    /// </exception>
    /// <exception cref="InvalidOperationException">The names of the classes aren't known.</exception>
    public int FindClass(string text)
    {
        IReadOnlyList<string> names =
            ClassNames
            ?? throw new InvalidOperationException(
                $"The names of the classes of '{this}' aren't known; {nameof(WithClassNames)} gives them."
            );
        return ClassFinder.Find(names, names.SequenceEqual(ImageNetClasses.Names) ? ImageNetClasses.WordNetIds : null, text);
    }

    /// <summary>The same network with other names for the classes that it tells apart.</summary>
    /// <param name="names">
    /// The names, in the order of the network's scores: such as <see cref="ImageNetClasses.Names"/> for the file of a network that was
    /// trained on ImageNet.
    /// </param>
    /// <returns>The backbone. Nothing is read yet; where the number of names is wrong, whatever needs them says so.</returns>
    /// <exception cref="ArgumentException">There are no names, or one is empty.</exception>
    public Backbone WithClassNames(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        int empty = Array.FindIndex([.. names], string.IsNullOrWhiteSpace);
        if (names.Count == 0 || empty >= 0)
        {
            string found = names.Count == 0 ? "There are no names" : $"The name of class {empty} is empty";
            throw new ArgumentException($"{found}; needed: a name for each class of '{this}'.", nameof(names));
        }

        return new Backbone(Name, _preprocessing, FeatureLayer, () => Network, [.. names]) { Record = Record, Hub = Hub };
    }

    /// <summary>
    /// A network from an ONNX file: any CNN with one input of images of one or three channels, NCHW or NHWC, or of vectors
    /// (<see cref="TakesImages"/>).
    /// </summary>
    /// <param name="path">The ONNX file. It is read when the network is first needed.</param>
    /// <param name="preprocessing">
    /// Size, crop and normalisation that the weights were trained with. If left out: the network's own input size, a crop of 0.875,
    /// and the mean and standard deviation of ImageNet.
    /// </param>
    /// <param name="featureLayer">
    /// The layer whose output are the features; if left out, the last pooled layer before the classifier.
    /// </param>
    /// <returns>The backbone.</returns>
    public static Backbone FromFile(string path, BackbonePreprocessing? preprocessing = null, string? featureLayer = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new Backbone(Path.GetFileNameWithoutExtension(path), preprocessing, featureLayer, () => OnnxNetwork.Load(path));
    }

    /// <summary>A network that a record describes: downloaded when it is first needed, or taken from the cache.</summary>
    /// <param name="record">The record, this library's or your own.</param>
    /// <param name="cache">Where networks are kept and how they get there; if left out, <see cref="BackboneCache.Default"/>.</param>
    /// <returns>The backbone.</returns>
    /// <exception cref="ArgumentException">The record is wrong.</exception>
    public static Backbone FromRecord(BackboneRecord record, BackboneCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        record.Validate();
        BackboneCache source = cache ?? BackboneCache.Default;
        return new Backbone(record.Name, record.Preprocessing, record.FeatureLayer, () => OnnxNetwork.Load(source.GetFile(record)))
        {
            Record = record,
        };
    }

    /// <summary>A network that is already in memory.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="network">The network: one input, as for <see cref="FromFile"/>.</param>
    /// <param name="preprocessing">As for <see cref="FromFile"/>.</param>
    /// <param name="featureLayer">As for <see cref="FromFile"/>.</param>
    /// <returns>The backbone.</returns>
    public static Backbone FromNetwork(
        string name,
        OnnxNetwork network,
        BackbonePreprocessing? preprocessing = null,
        string? featureLayer = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(network);
        return new Backbone(name, preprocessing, featureLayer, () => network);
    }

    /// <summary>
    /// The network up to its features, ready for images of the size of <see cref="GetPreprocessing"/>: any number of them at once, each to
    /// one row, [N, C, H, W] to [N, features]. It takes what the weights were trained with, so images are preprocessed before. Networks of
    /// signals, volumes and other channels keep their own input.
    /// </summary>
    /// <param name="layer">
    /// The layer whose output are the features; null for <see cref="FeatureLayer"/>, or the one that the network's shape tells.
    /// </param>
    /// <param name="pooling">How a layer's feature maps become a row.</param>
    /// <returns>The network; <see cref="OnnxNetwork.WithHead(int, IReadOnlyList{int}, double, int)"/> puts a new head on.</returns>
    /// <exception cref="ArgumentException">There is no such layer, or the preprocessing doesn't fit the network.</exception>
    /// <exception cref="OnnxNetworkException">
    /// The network doesn't take a batch of samples of known size, or mixes those of a batch, or its file is missing or damaged.
    /// </exception>
    public OnnxNetwork GetFeatureNetwork(string? layer = null, FeaturePooling pooling = FeaturePooling.Average) =>
        BackboneBody.Create(this, layer, pooling, training: true).Network;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
