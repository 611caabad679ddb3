using MLNet.ConvExtensions.Layers;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions;

/// <content>Normalisation.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>
    /// Batch normalisation (Ioffe and Szegedy 2015): each channel is brought to mean 0 and variance 1, over the batch in training and by
    /// running statistics in use, then scaled and shifted by weights (ONNX BatchNormalization).
    /// </summary>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="momentum">
    /// The share of the running statistics that each step of training keeps. PyTorch counts the other way: 0.9 here is 0.1 there.
    /// </param>
    /// <param name="scale">
    /// What the scale begins with: 1, or 0 in the last normalisation of a residual block that is to begin as a shortcut.
    /// </param>
    /// <param name="name">The layer's name; bn1, bn2, ... if left out.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public NetworkBuilder BatchNorm(float epsilon = 1e-5f, float momentum = 0.9f, float scale = 1, string? name = null)
    {
        LayerDraft layer = Layer(name, "bn", "BatchNormalization");
        CheckEpsilon(layer, epsilon);
        if (!(momentum >= 0 && momentum <= 1))
            throw layer.Error(FormattableString.Invariant($"the momentum is {momentum}; 0 to 1 is allowed"));
        int[] perChannel = [Dims[0]];
        string[] inputs =
        [
            Name,
            layer.Weight("weight", perChannel, Initializer.Constant(scale)),
            layer.Weight("bias", perChannel, Initializer.Zeros),
            layer.Weight("running_mean", perChannel, Initializer.Zeros),
            layer.Weight("running_var", perChannel, Initializer.Ones),
        ];
        return layer.Finish("BatchNormalization", inputs, Dims, Attribute("epsilon", epsilon), Attribute("momentum", momentum));
    }

    /// <summary>
    /// Layer normalisation (Ba et al. 2016): each example is brought to mean 0 and variance 1 over all of its elements, then scaled and
    /// shifted by weights, one for each element (ONNX LayerNormalization).
    /// </summary>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="name">The layer's name; ln1, ln2, ... if left out.</param>
    /// <exception cref="ArgumentException">Epsilon is out of range.</exception>
    public NetworkBuilder LayerNorm(float epsilon = 1e-5f, string? name = null)
    {
        LayerDraft layer = Layer(name, "ln", "LayerNormalization");
        CheckEpsilon(layer, epsilon);
        string[] inputs = [Name, layer.Weight("weight", Dims, Initializer.Ones), layer.Weight("bias", Dims, Initializer.Zeros)];
        return layer.Finish("LayerNormalization", inputs, Dims, Attribute("axis", 1), Attribute("epsilon", epsilon));
    }

    /// <summary>
    /// Layer normalisation over the channels of each position by itself, as in ConvNeXt (Liu et al. 2022): mean 0 and variance 1, then scaled
    /// and shifted by weights, one for each channel (ONNX LayerNormalization between two Transposes).
    /// </summary>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="name">The layer's name; cln1, cln2, ... if left out.</param>
    /// <exception cref="ArgumentException">The input has no spatial axes, or epsilon is out of range.</exception>
    public NetworkBuilder ChannelLayerNorm(float epsilon = 1e-6f, string? name = null)
    {
        LayerDraft layer = Layer(name, "cln", "LayerNormalization");
        CheckEpsilon(layer, epsilon);
        int axes = WindowSteps.SpatialSize(layer).Length;
        long[] spatial = [.. Enumerable.Range(2, axes).Select(a => (long)a)];
        int[] perChannel = [Dims[0]];
        string last = layer.Step("channels_last", "Transpose", [Name], Attribute("perm", [0, .. spatial, 1]));
        string[] inputs = [last, layer.Weight("weight", perChannel, Initializer.Ones), layer.Weight("bias", perChannel, Initializer.Zeros)];
        string normal = layer.Step("normalized", "LayerNormalization", inputs, Attribute("axis", -1), Attribute("epsilon", epsilon));
        return layer.Finish("Transpose", [normal], Dims, Attribute("perm", [0, axes + 1, .. spatial.Select(a => a - 1)]));
    }

    /// <summary>Each channel times a weight of its own: layer scale (Touvron et al. 2021).</summary>
    /// <param name="initial">What the weights begin with; small numbers let a residual block begin as its shortcut.</param>
    /// <param name="name">The layer's name; scale1, scale2, ... if left out.</param>
    public NetworkBuilder LayerScale(float initial = 1e-6f, string? name = null)
    {
        LayerDraft layer = Layer(name, "scale", "Mul");
        int[] perChannel = [Dims[0], .. Enumerable.Repeat(1, Dims.Length - 1)];
        return layer.Finish("Mul", [Name, layer.Weight("weight", perChannel, Initializer.Constant(initial))], Dims);
    }

    /// <summary>
    /// Group normalisation (Wu and He 2018): the channels of each group are brought to mean 0 and variance 1 together, example by example,
    /// then scaled and shifted by weights, one for each channel.
    /// </summary>
    /// <param name="groups">
    /// The number of groups: 1 for all channels together, as many as channels for each by itself (instance normalisation).
    /// </param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="name">The layer's name; gn1, gn2, ... if left out.</param>
    /// <exception cref="ArgumentException">
    /// The groups don't divide the channels, the input has no spatial axes, or epsilon is out of range.
    /// </exception>
    public NetworkBuilder GroupNorm(int groups, float epsilon = 1e-5f, string? name = null)
    {
        LayerDraft layer = Layer(name, "gn", "GroupNormalization");
        CheckEpsilon(layer, epsilon);
        int axes = WindowSteps.SpatialSize(layer).Length,
            channels = Dims[0];
        if (groups < 1 || channels % groups != 0)
            throw layer.Error($"{groups} groups don't divide {channels} channels");

        // The operator itself came with version 18, and in the form meant here with 21.
        AttributeProto overGroup = Attribute("axes", [2L]);
        string grouped = layer.Step("grouped", "Reshape", [Name, layer.Integers("groups", 0, groups, -1)]);
        string centred = layer.Step("centred", "Sub", [grouped, layer.Step("mean", "ReduceMean", [grouped], overGroup)]);
        string variance = layer.Step("variance", "ReduceMean", [layer.Step("squares", "Mul", [centred, centred])], overGroup);
        string deviation = layer.Step(
            "deviation",
            "Sqrt",
            [layer.Step("variance_epsilon", "Add", [variance, layer.Scalar("epsilon", epsilon)])]
        );
        string normal = layer.Step("normal", "Div", [centred, deviation]);
        string back = layer.Step("normalized", "Reshape", [normal, layer.Integers("shape", [0, .. Long(Dims)])]);
        int[] perChannel = [channels, .. Enumerable.Repeat(1, axes)];
        string scaled = layer.Step("scaled", "Mul", [back, layer.Weight("weight", perChannel, Initializer.Ones)]);
        return layer.Finish("Add", [scaled, layer.Weight("bias", perChannel, Initializer.Zeros)], Dims);
    }

    /// <summary>
    /// Local response normalisation (Krizhevsky et al. 2012): each element is divided by a power of the squares of its neighbours in other
    /// channels (ONNX LRN).
    /// </summary>
    /// <param name="size">The number of neighbouring channels, itself included.</param>
    /// <param name="alpha">The weight of the mean of the squares.</param>
    /// <param name="beta">The exponent.</param>
    /// <param name="bias">What is added before the power.</param>
    /// <param name="name">The layer's name; lrn1, lrn2, ... if left out.</param>
    /// <exception cref="ArgumentException">The size is below 1, or the input has no spatial axes.</exception>
    public NetworkBuilder LocalResponseNorm(int size = 5, float alpha = 1e-4f, float beta = 0.75f, float bias = 1, string? name = null)
    {
        LayerDraft layer = Layer(name, "lrn", "LRN");
        WindowSteps.SpatialSize(layer);
        if (size < 1)
            throw layer.Error($"the size is {size}; 1 or more is allowed");
        return layer.Finish(
            "LRN",
            [Name],
            Dims,
            Attribute("size", size),
            Attribute("alpha", alpha),
            Attribute("beta", beta),
            Attribute("bias", bias)
        );
    }

    private static void CheckEpsilon(LayerDraft layer, float epsilon)
    {
        if (!(epsilon > 0))
            throw layer.Error(FormattableString.Invariant($"epsilon is {epsilon}; more than 0 is allowed"));
    }
}
