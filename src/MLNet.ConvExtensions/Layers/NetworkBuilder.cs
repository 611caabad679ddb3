using MLNet.ConvExtensions.Layers;

namespace MLNet.ConvExtensions;

/// <summary>
/// A network as far as it is built: the output of its last layer. Each method adds a layer and gives the value behind it; the value
/// before stays what it was, so that branches start from any of them and meet again in <see cref="Add"/> or <see cref="Concat"/>.
/// </summary>
/// <remarks>
/// <para>Shapes are followed while the network is built: a layer that can't take its input is refused at once, by name, with both shapes.
/// Images are given as height, width, channels, as in Keras; tensors are [N, C, H, W], as in PyTorch and ONNX, and 32-bit.</para>
/// <para>Convolutions start from <see cref="Initializer.HeNormal"/>, dense layers from <see cref="Initializer.GlorotUniform"/>, biases from
/// 0.
/// The same seed and layer names give the same bytes. Weights are made by <see cref="Build(string, IReadOnlyList{NetworkBuilder})"/>;
/// everything before costs next to nothing.
/// One network must not be built by several threads at a time.</para>
/// <example>
/// <code>
/// OnnxNetwork network = NetworkBuilder.Image(28, 28, 1)
///     .Conv(32, 3).Relu().MaxPool(2)
///     .Conv(64, 3).Relu().MaxPool(2)
///     .Flatten().Dropout(0.5).Dense(10)
///     .Build("digits");
/// Console.WriteLine(network.Summary());
/// </code>
/// A residual block:
/// <code>
/// NetworkBuilder y = x.Conv(64, 3, padding: 1, bias: false).BatchNorm().Relu()
///     .Conv(64, 3, padding: 1, bias: false).BatchNorm()
///     .Add(x).Relu();
/// </code>
/// </example>
/// </remarks>
public sealed partial class NetworkBuilder
{
    private const string InputName = "input";

    internal NetworkBuilder(NetworkDraft draft, string name, int[] dims, string prefix) =>
        (Draft, Name, Dims, Prefix) = (draft, name, dims, prefix);

    /// <summary>The name of the last layer, and of its output.</summary>
    public string Name { get; }

    /// <summary>The shape of the last layer's output, the batch first and open: <c>(None, 64, 56, 56)</c>.</summary>
    public NetworkShape Shape => new([null, .. Dims.Select(d => (long?)d)]);

    internal NetworkDraft Draft { get; }

    /// <summary>The shape without the batch: channels, then the spatial axes.</summary>
    internal int[] Dims { get; }

    /// <summary>What the names of the next layers begin with.</summary>
    internal string Prefix { get; }

    /// <summary>Begins a network of images: input <c>input</c>, [N, C, H, W].</summary>
    /// <param name="height">The height in pixels.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="channels">1 for grayscale, 3 for colour.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static NetworkBuilder Image(int height, int width, int channels, int seed = 1) =>
        Begin(seed, Checked(channels, nameof(channels)), Checked(height, nameof(height)), Checked(width, nameof(width)));

    /// <summary>Begins a network of signals: sound, time series, word vectors along a text. Input <c>input</c>, [N, C, L].</summary>
    /// <param name="length">The number of positions.</param>
    /// <param name="channels">The numbers at each position.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static NetworkBuilder Signal(int length, int channels, int seed = 1) =>
        Begin(seed, Checked(channels, nameof(channels)), Checked(length, nameof(length)));

    /// <summary>Begins a network of volumes or films: input <c>input</c>, [N, C, D, H, W].</summary>
    /// <param name="depth">The number of slices or frames.</param>
    /// <param name="height">The height of a slice.</param>
    /// <param name="width">The width of a slice.</param>
    /// <param name="channels">The numbers at each position.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static NetworkBuilder Volume(int depth, int height, int width, int channels, int seed = 1) =>
        Begin(
            seed,
            Checked(channels, nameof(channels)),
            Checked(depth, nameof(depth)),
            Checked(height, nameof(height)),
            Checked(width, nameof(width))
        );

    /// <summary>Begins a network of rows of features: input <c>input</c>, [N, features].</summary>
    /// <param name="features">The numbers in a row.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no feature.</exception>
    public static NetworkBuilder Features(int features, int seed = 1) => Begin(seed, Checked(features, nameof(features)));

    /// <summary>
    /// Adds layers whose names begin with a common one: <c>x.Scope("block1", b =&gt; b.Conv(64, 3).Relu())</c> makes block1.conv1 and
    /// block1.relu1.
    /// </summary>
    /// <param name="name">The common name; scopes may lie in each other.</param>
    /// <param name="layers">Adds the layers.</param>
    public NetworkBuilder Scope(string name, Func<NetworkBuilder, NetworkBuilder> layers)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(layers);
        return layers(WithPrefix($"{Prefix}{name}.")).WithPrefix(Prefix);
    }

    /// <summary>The finished network, whose output is this value; layers that it doesn't need are left out.</summary>
    /// <param name="name">The network's name.</param>
    /// <param name="auxiliary">
    /// Further outputs: classifiers on the way that training adds to its loss, as in GoogLeNet. They stay behind this one, in this order.
    /// </param>
    /// <returns>The network. Scores are logits unless the last layer is a <see cref="Softmax"/> or <see cref="Sigmoid"/>.</returns>
    /// <exception cref="ArgumentException">An output is the input itself, is given twice, or belongs to another network.</exception>
    public OnnxNetwork Build(string name = "", params IReadOnlyList<NetworkBuilder> auxiliary)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(auxiliary);
        NetworkBuilder[] outputs = [this, .. auxiliary];
        foreach (NetworkBuilder output in outputs)
        {
            CheckNetwork(output, "Build");
            if (output.Name == InputName)
                throw new ArgumentException("The network has no layer: the input itself can't be an output.", nameof(auxiliary));
        }

        if (outputs.Select(o => o.Name).Distinct().Count() < outputs.Length)
            throw new ArgumentException($"An output is given twice: {string.Join(", ", outputs.Select(o => o.Name))}.", nameof(auxiliary));
        return Draft.Build(name, outputs);
    }

    /// <summary>What a debugger shows: name and shape.</summary>
    public override string ToString() => $"{Name} {Shape}";

    private static NetworkBuilder Begin(int seed, params int[] dims) => new(new NetworkDraft(InputName, dims, seed), InputName, dims, "");

    private static int Checked(int size, string name) =>
        size >= 1 ? size : throw new ArgumentOutOfRangeException(name, size, "1 or more is allowed.");

    private NetworkBuilder WithPrefix(string prefix) => new(Draft, Name, Dims, prefix);

    /// <summary>Begins a layer under the name that was given, or the next free one of its kind.</summary>
    private LayerDraft Layer(string? name, string kind, string operation)
    {
        if (name is { Length: 0 })
            throw new ArgumentException("A layer's name is empty; leave it out to have one made.", nameof(name));
        return new LayerDraft(this, name is null ? Draft.ClaimNext(Prefix + kind) : Draft.Claim(Prefix + name), operation);
    }

    private void CheckNetwork(NetworkBuilder other, string what)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Draft != Draft)
            throw new ArgumentException($"{what}: '{other.Name}' belongs to another network than '{Name}'; branches start from one input.");
    }
}
