using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Tests.Layers;

public sealed class InitializerTests
{
    public static TheoryData<string, Initializer, double> Variances =>
        new()
        {
            { "He normal", Initializer.HeNormal, 2.0 / 72 },
            { "He uniform", Initializer.HeUniform, 2.0 / 72 },
            { "He normal (fan-out)", Initializer.HeNormalFanOut, 2.0 / 576 },
            { "Glorot normal", Initializer.GlorotNormal, 2.0 / 648 },
            { "Glorot uniform", Initializer.GlorotUniform, 2.0 / 648 },
            { "LeCun normal", Initializer.LeCunNormal, 1.0 / 72 },
            { "LeCun uniform", Initializer.LeCunUniform, 1.0 / 72 },
            { "normal 0.5", Initializer.Normal(0.5), 0.25 },
            { "uniform 3", Initializer.Uniform(3), 3 },
        };

    [Theory]
    [MemberData(nameof(Variances))]
    public void Random_weights_have_mean_0_and_the_variance_of_their_kind(string name, Initializer initializer, double variance)
    {
        float[] weights = Weights(initializer);
        double mean = weights.Average(w => (double)w),
            spread = weights.Average(w => (double)w * w) - (mean * mean);
        Assert.Equal(name, initializer.ToString());
        Assert.InRange(mean / Math.Sqrt(variance), -0.05, 0.05);
        Assert.InRange(spread / variance, 0.93, 1.07);
    }

    [Fact]
    public void Fixed_weights_are_what_they_say()
    {
        Assert.All(Weights(Initializer.Zeros), w => Assert.Equal(0, w));
        Assert.All(Weights(Initializer.Ones), w => Assert.Equal(1, w));
        Assert.All(Weights(Initializer.Constant(-0.25f)), w => Assert.Equal(-0.25f, w));
    }

    [Fact]
    public void Weights_depend_on_seed_and_name_alone()
    {
        Assert.Equal(Weights(Initializer.HeNormal), Weights(Initializer.HeNormal, before: x => x.Conv(8, 1).Relu()));
        Assert.NotEqual(Weights(Initializer.HeNormal), Weights(Initializer.HeNormal, seed: 2));
        Assert.NotEqual(Weights(Initializer.HeNormal), Weights(Initializer.HeNormal, name: "b"));
    }

    [Fact]
    public void Large_tensors_made_by_several_threads_are_the_same_each_time()
    {
        static byte[] Build() => NetworkBuilder.Features(1000).Dense(300).Build().ToBytes();
        Assert.Equal(Build(), Build());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_negative_scale_is_refused(double scale)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.Normal(scale));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.Uniform(scale));
    }

    private static float[] Weights(
        Initializer initializer,
        int seed = 1,
        string name = "a",
        Func<NetworkBuilder, NetworkBuilder>? before = null
    )
    {
        NetworkBuilder input = NetworkBuilder.Image(5, 5, 8, seed);
        OnnxNetwork network = (before?.Invoke(input) ?? input).Conv(64, 3, bias: false, initializer: initializer, name: name).Build();
        return MemoryMarshal.Cast<byte, float>(network.Graph.Initializer.Single(t => t.Name == name + ".weight").RawData.Span).ToArray();
    }
}
