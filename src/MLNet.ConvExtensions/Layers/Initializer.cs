using MLNet.ConvExtensions.Layers;

namespace MLNet.ConvExtensions;

/// <summary>
/// What weights are before training. The random kinds keep the scale of the signal from layer to layer: fan-in is the number of inputs
/// that a unit sums up, fan-out the number of units that an input reaches.
/// </summary>
public abstract class Initializer
{
    private protected Initializer() { }

    /// <summary>Normal with variance 2 / fan-in (He et al. 2015): for ReLU and its kin.</summary>
    public static Initializer HeNormal { get; } = new NormalInitializer("He normal", (fanIn, _) => Math.Sqrt(2.0 / fanIn));

    /// <summary>Uniform with variance 2 / fan-in (He et al. 2015).</summary>
    public static Initializer HeUniform { get; } = new UniformInitializer("He uniform", (fanIn, _) => Math.Sqrt(6.0 / fanIn));

    /// <summary>
    /// Normal with variance 2 / fan-out (He et al. 2015): keeps the scale of gradients; the choice for residual networks.
    /// </summary>
    public static Initializer HeNormalFanOut { get; } =
        new NormalInitializer("He normal (fan-out)", (_, fanOut) => Math.Sqrt(2.0 / fanOut));

    /// <summary>Normal with variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010).</summary>
    public static Initializer GlorotNormal { get; } =
        new NormalInitializer("Glorot normal", (fanIn, fanOut) => Math.Sqrt(2.0 / (fanIn + fanOut)));

    /// <summary>Uniform with variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010): for tanh and sigmoid, and for classifiers.</summary>
    public static Initializer GlorotUniform { get; } =
        new UniformInitializer("Glorot uniform", (fanIn, fanOut) => Math.Sqrt(6.0 / (fanIn + fanOut)));

    /// <summary>Normal with variance 1 / fan-in (LeCun et al. 1998): for tanh.</summary>
    public static Initializer LeCunNormal { get; } = new NormalInitializer("LeCun normal", (fanIn, _) => Math.Sqrt(1.0 / fanIn));

    /// <summary>Uniform with variance 1 / fan-in (LeCun et al. 1998).</summary>
    public static Initializer LeCunUniform { get; } = new UniformInitializer("LeCun uniform", (fanIn, _) => Math.Sqrt(3.0 / fanIn));

    /// <summary>All 0.</summary>
    public static Initializer Zeros { get; } = new ConstantInitializer(0);

    /// <summary>All 1.</summary>
    public static Initializer Ones { get; } = new ConstantInitializer(1);

    /// <summary>All the same number.</summary>
    /// <param name="value">The number.</param>
    public static Initializer Constant(float value) => new ConstantInitializer(value);

    /// <summary>Normal around 0, whatever the layer's size.</summary>
    /// <param name="deviation">The standard deviation.</param>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative or not a number.</exception>
    public static Initializer Normal(double deviation) =>
        new NormalInitializer($"normal {deviation}", Checked(deviation, nameof(deviation)));

    /// <summary>Uniform from -limit to limit, whatever the layer's size.</summary>
    /// <param name="limit">The limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or not a number.</exception>
    public static Initializer Uniform(double limit) => new UniformInitializer($"uniform {limit}", Checked(limit, nameof(limit)));

    /// <summary>
    /// These numbers: a kernel made by hand. Convolutions take [filters, channels of a group, kernel], dense layers [units, features].
    /// </summary>
    /// <param name="values">As many as the layer has weights, in that order.</param>
    public static Initializer Values(params IReadOnlyList<float> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new ValuesInitializer([.. values]);
    }

    /// <summary>Refuses weights that this initializer can't fill.</summary>
    internal virtual void Check(WeightDraft weight, LayerDraft layer) { }

    /// <summary>Writes the weights; the same key gives the same numbers.</summary>
    internal abstract void Fill(Memory<byte> raw, WeightDraft weight, ulong key);

    private static Func<double, double, double> Checked(double value, string name)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentOutOfRangeException(name, value, "A finite number of 0 or more is allowed.");
        return (_, _) => value;
    }
}
