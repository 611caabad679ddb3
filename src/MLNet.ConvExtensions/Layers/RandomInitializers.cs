using MLNet.ConvExtensions.Networks;
using Gaussian = MathNet.Numerics.Distributions.Normal;

namespace MLNet.ConvExtensions.Layers;

/// <summary>Normal numbers of a deviation that depends on fan-in and fan-out.</summary>
internal sealed class NormalInitializer(string name, Func<double, double, double> deviation) : Initializer
{
    public override string ToString() => name;

    internal override void Fill(Memory<byte> raw, WeightDraft weight, ulong key)
    {
        double scale = deviation(weight.FanIn, weight.FanOut);
        CounterRandom.Fill(raw, key, u => (float)Gaussian.InvCDF(0, scale, u));
    }
}

/// <summary>Uniform numbers between limits that depend on fan-in and fan-out.</summary>
internal sealed class UniformInitializer(string name, Func<double, double, double> limit) : Initializer
{
    public override string ToString() => name;

    internal override void Fill(Memory<byte> raw, WeightDraft weight, ulong key)
    {
        double scale = 2 * limit(weight.FanIn, weight.FanOut);
        CounterRandom.Fill(raw, key, u => (float)(scale * (u - 0.5)));
    }
}
