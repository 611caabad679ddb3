using MLNet.ConvExtensions.Layers;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions;

/// <content>Activations, element by element, and dropout.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>max(x, 0).</summary>
    /// <param name="name">The layer's name; relu1, relu2, ... if left out.</param>
    public NetworkBuilder Relu(string? name = null) => Activation(name, "relu", "Relu");

    /// <summary>min(max(x, 0), 6), as in MobileNet (ONNX Clip).</summary>
    /// <param name="name">The layer's name; relu1, relu2, ... if left out.</param>
    public NetworkBuilder Relu6(string? name = null)
    {
        LayerDraft layer = Layer(name, "relu", "Clip");
        return layer.Finish("Clip", [Name, layer.Scalar("min", 0), layer.Scalar("max", 6)], Dims);
    }

    /// <summary>x where it is positive, else a little of it, so that no unit dies.</summary>
    /// <param name="slope">How much of negative numbers is left.</param>
    /// <param name="name">The layer's name; leakyrelu1, leakyrelu2, ... if left out.</param>
    public NetworkBuilder LeakyRelu(float slope = 0.01f, string? name = null) =>
        Activation(name, "leakyrelu", "LeakyRelu", Attribute("alpha", slope));

    /// <summary>x where it is positive, else alpha (exp(x) - 1) (Clevert et al. 2015).</summary>
    /// <param name="alpha">What negative numbers fall to, with the sign turned.</param>
    /// <param name="name">The layer's name; elu1, elu2, ... if left out.</param>
    public NetworkBuilder Elu(float alpha = 1, string? name = null) => Activation(name, "elu", "Elu", Attribute("alpha", alpha));

    /// <summary>
    /// x times the probability that a normal number is below x (Hendrycks and Gimpel 2016), by the error function: 0.5 x (1 + erf(x / sqrt
    /// 2)).
    /// </summary>
    /// <param name="name">The layer's name; gelu1, gelu2, ... if left out.</param>
    public NetworkBuilder Gelu(string? name = null)
    {
        LayerDraft layer = Layer(name, "gelu", "Gelu");
        string scaled = layer.Step("scaled", "Div", [Name, layer.Scalar("sqrt2", MathF.Sqrt(2))]);
        string shifted = layer.Step("shifted", "Add", [layer.Step("erf", "Erf", [scaled]), layer.Scalar("one", 1)]);
        string halved = layer.Step("halved", "Mul", [shifted, layer.Scalar("half", 0.5f)]);
        return layer.Finish("Mul", [Name, halved], Dims);
    }

    /// <summary>x sigmoid(x), also called swish.</summary>
    /// <param name="name">The layer's name; silu1, silu2, ... if left out.</param>
    public NetworkBuilder Silu(string? name = null)
    {
        LayerDraft layer = Layer(name, "silu", "Silu");
        return layer.Finish("Mul", [Name, layer.Step("sigmoid", "Sigmoid", [Name])], Dims);
    }

    /// <summary>x HardSigmoid(x): <see cref="Silu"/> in straight pieces, as in MobileNetV3 (Howard et al. 2019; ONNX HardSwish).</summary>
    /// <param name="name">The layer's name; hardswish1, hardswish2, ... if left out.</param>
    public NetworkBuilder HardSwish(string? name = null) => Activation(name, "hardswish", "HardSwish");

    /// <summary>min(max(x / 6 + 0.5, 0), 1): <see cref="Sigmoid"/> in straight pieces (ONNX HardSigmoid).</summary>
    /// <param name="name">The layer's name; hardsigmoid1, hardsigmoid2, ... if left out.</param>
    public NetworkBuilder HardSigmoid(string? name = null) =>
        Activation(name, "hardsigmoid", "HardSigmoid", Attribute("alpha", 1f / 6), Attribute("beta", 0.5f));

    /// <summary>The hyperbolic tangent, -1 to 1.</summary>
    /// <param name="name">The layer's name; tanh1, tanh2, ... if left out.</param>
    public NetworkBuilder Tanh(string? name = null) => Activation(name, "tanh", "Tanh");

    /// <summary>1 / (1 + exp(-x)), 0 to 1.</summary>
    /// <param name="name">The layer's name; sigmoid1, sigmoid2, ... if left out.</param>
    public NetworkBuilder Sigmoid(string? name = null) => Activation(name, "sigmoid", "Sigmoid");

    /// <summary>
    /// Probabilities that add up to 1 over the features, or over the channels of each position. Training appends it by itself.
    /// </summary>
    /// <param name="name">The layer's name; softmax1, softmax2, ... if left out.</param>
    public NetworkBuilder Softmax(string? name = null) => Activation(name, "softmax", "Softmax", Attribute("axis", 1));

    /// <summary>
    /// Drops elements at random in training and scales the others up; does nothing when the network is used (Srivastava et al. 2014).
    /// </summary>
    /// <param name="rate">The share that is dropped, 0 to below 1.</param>
    /// <param name="name">The layer's name; dropout1, dropout2, ... if left out.</param>
    /// <exception cref="ArgumentException">The rate is out of range.</exception>
    public NetworkBuilder Dropout(double rate = 0.5, string? name = null)
    {
        LayerDraft layer = Layer(name, "dropout", "Dropout");
        if (!(rate >= 0 && rate < 1))
            throw layer.Error(FormattableString.Invariant($"the rate is {rate}; 0 to below 1 is allowed"));
        return layer.Finish("Dropout", [Name, layer.Scalar("rate", (float)rate)], Dims);
    }

    private NetworkBuilder Activation(string? name, string kind, string operation, params AttributeProto[] attributes) =>
        Layer(name, kind, operation).Finish(operation, [Name], Dims, attributes);
}
