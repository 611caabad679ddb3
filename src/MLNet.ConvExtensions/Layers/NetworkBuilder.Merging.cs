using MLNet.ConvExtensions.Layers;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions;

/// <content>Where branches meet.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>The sum of two branches of one shape, element by element: a skip connection (He et al. 2015).</summary>
    /// <param name="other">The other branch.</param>
    /// <param name="name">The layer's name; add1, add2, ... if left out.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the other branch belongs to another network.</exception>
    public NetworkBuilder Add(NetworkBuilder other, string? name = null) => Merge(other, "add", "Add", name);

    /// <summary>The product of two branches, element by element: a gate. Axes on which the other branch has size 1 are repeated.</summary>
    /// <param name="other">The other branch.</param>
    /// <param name="name">The layer's name; multiply1, multiply2, ... if left out.</param>
    /// <exception cref="ArgumentException">
    /// The shapes differ in more than axes of size 1, or the other branch belongs to another network.
    /// </exception>
    public NetworkBuilder Multiply(NetworkBuilder other, string? name = null) => Merge(other, "multiply", "Mul", name, repeated: true);

    /// <summary>This branch and others side by side: their channels (or features) one after the other.</summary>
    /// <param name="others">The other branches, which agree in all axes but the channels.</param>
    /// <param name="name">The layer's name; concat1, concat2, ... if left out.</param>
    /// <exception cref="ArgumentException">Spatial axes differ, or a branch belongs to another network.</exception>
    public NetworkBuilder Concat(IReadOnlyList<NetworkBuilder> others, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(others);
        LayerDraft layer = Layer(name, "concat", "Concat");
        foreach (NetworkBuilder other in others)
        {
            CheckNetwork(other, layer.Name);
            if (!other.Dims.AsSpan(1).SequenceEqual(Dims.AsSpan(1)))
                throw layer.Error($"'{other.Name}' is {other.Shape}; all but the channels must be the same as in '{Name}'");
        }

        NetworkBuilder[] all = [this, .. others];
        return layer.Finish("Concat", [.. all.Select(b => b.Name)], [all.Sum(b => b.Dims[0]), .. Dims[1..]], Attribute("axis", 1));
    }

    /// <summary>
    /// A highway layer (Srivastava et al. 2015): a gate T in 0 to 1, one for each element, decides how much of the transformed input
    /// H = ReLU(W x) passes and how much of the input itself: T H + (1 - T) x. Rows of features go through dense layers, maps through
    /// convolutions that keep their size. The layers are called NAME.transform, NAME.gate and so on.
    /// </summary>
    /// <param name="kernel">The size of the convolutions' kernel; 3 if left out. Dense layers have none.</param>
    /// <param name="gateBias">What the gate's bias begins with: negative, so that a deep network begins by passing its input on.</param>
    /// <param name="name">The layers' name; highway1, highway2, ... if left out.</param>
    /// <exception cref="ArgumentException">A kernel was given for rows of features.</exception>
    public NetworkBuilder Highway(Extent kernel = default, float gateBias = -1, string? name = null)
    {
        LayerDraft layer = Layer(name, "highway", "Highway");
        bool maps = Dims.Length > 1;
        if (!maps && kernel.Count > 0)
            throw layer.Error($"the kernel is {kernel}, but rows of features go through dense layers, which have none");
        Extent size = kernel.Count == 0 ? 3 : kernel;
        NetworkBuilder Transform(string part, float bias)
        {
            NetworkBuilder inside = WithPrefix(layer.Name + ".");
            return maps
                ? inside.Conv(Dims[0], size, padding: Padding.Same, biasInitializer: Initializer.Constant(bias), name: part)
                : inside.Dense(Dims[0], biasInitializer: Initializer.Constant(bias), name: part);
        }

        NetworkBuilder transformed = Transform("transform", 0).Relu("relu");
        NetworkBuilder gate = Transform("gate", gateBias).Sigmoid("sigmoid");
        string change = layer.Step("change", "Sub", [transformed.Name, Name]);
        string passed = layer.Step("passed", "Mul", [gate.Name, change]);
        return layer.Finish("Add", [Name, passed], Dims);
    }

    private NetworkBuilder Merge(NetworkBuilder other, string kind, string operation, string? name, bool repeated = false)
    {
        ArgumentNullException.ThrowIfNull(other);
        LayerDraft layer = Layer(name, kind, operation);
        CheckNetwork(other, layer.Name);
        bool fits =
            other.Dims.Length == Dims.Length
            && other.Dims.Zip(Dims, (theirs, mine) => theirs == mine || (repeated && theirs == 1)).All(same => same);
        if (!fits)
            throw layer.Error(
                $"'{other.Name}' is {other.Shape}, '{Name}' is {Shape}; they must be the same{(repeated ? ", or 1 where they differ" : "")}"
            );
        return layer.Finish(operation, [Name, other.Name], Dims);
    }
}
