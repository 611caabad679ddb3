using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/networks.md.</summary>
internal static class Networks
{
    public static void Run()
    {
        OnnxNetwork lenet = NetworkBuilder.Image(32, 32, 1)
            .Conv(6, 5).Tanh().AveragePool(2)
            .Conv(16, 5).Tanh().AveragePool(2)
            .Flatten()
            .Dense(120).Tanh()
            .Dense(84).Tanh()
            .Dense(10)
            .Build("LeNet-5");
        Console.WriteLine(lenet.Summary());    // ... Total params: 61,706
    }
}
