using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Loop;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>The norms of kernels after a training, computed from the network that comes out.</summary>
public sealed class KernelNormsTests
{
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public void No_filter_and_no_unit_is_longer_than_allowed(double most)
    {
        List<double> free = Norms(Train(null)),
            kept = Norms(Train(most));

        Assert.Contains(free, n => n > most);
        Assert.All(kept, n => Assert.InRange(n, 0, most + 1e-5));
        Assert.Contains(kept, n => n > most - 1e-3);
    }

    [Fact]
    public void Kernels_that_are_short_enough_stay_as_they_are()
    {
        // Keras divides by the norm plus 1e-7, which changes the last bits.
        foreach ((float a, float b) in Values(Train(null)).Zip(Values(Train(1e6))))
            Assert.Equal(a, b, 1e-4f);
    }

    private static OnnxNetwork Train(double? most) =>
        TrainingLoop
            .Run(
                new()
                {
                    Network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).Relu().Conv(5, 3).Relu().Flatten().Dense(3).Build(),
                    Task = ModelTask.Multiclass,
                    Source = new StripesSource(100, 25),
                    Options = new ConvNetOptions
                    {
                        Epochs = 2,
                        NumberOfThreads = 1,
                        MaxKernelNorm = most,
                    },
                }
            )
            .Network;

    /// <summary>Convolutions have a filter in each row of their kernel, and so have this builder's dense layers.</summary>
    private static List<double> Norms(OnnxNetwork network)
    {
        var norms = new List<double>();
        foreach (StoredTensor kernel in network.Weights.Select(w => w.Contents).Where(c => c.Shape.Count > 1))
            norms.AddRange(
                kernel.ToFloats().Chunk((int)(kernel.Count / kernel.Shape[0])).Select(r => Math.Sqrt(r.Sum(v => (double)v * v)))
            );
        return norms;
    }

    private static IEnumerable<float> Values(OnnxNetwork network) => network.Weights.SelectMany(w => w.Contents.ToFloats());
}
