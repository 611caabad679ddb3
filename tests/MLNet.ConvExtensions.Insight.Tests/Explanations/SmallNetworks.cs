using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Insight.Tests.Explanations;

/// <summary>Small networks whose weights are a formula's, so that PyTorch can have the same.</summary>
internal static class SmallNetworks
{
    public const int Side = 24,
        Classes = 4;

    public static BackbonePreprocessing Preprocessing { get; } =
        new()
        {
            Width = Side,
            Height = Side,
            CropFraction = 0.75,
            Mean = [0.5f, 0.5f, 0.5f],
            StandardDeviation = [0.5f, 0.5f, 0.5f],
        };

    /// <summary>Two convolutions, averages over all positions, a linear layer.</summary>
    public static OnnxNetwork Pooled { get; } =
        ByFormula(
            NetworkBuilder
                .Image(Side, Side, 3)
                .Conv(6, 3, padding: 1, name: "conv1")
                .Relu("relu1")
                .MaxPool(2)
                .Conv(8, 3, padding: 1, name: "conv2")
                .Relu("relu2")
                .GlobalAveragePool(name: "averages")
                .Dense(Classes, name: "logits")
                .Build("pooled")
        );

    /// <summary>Two convolutions, and two dense layers on all that they give.</summary>
    public static OnnxNetwork Flat { get; } =
        ByFormula(
            NetworkBuilder
                .Image(Side, Side, 3)
                .Conv(6, 3, padding: 1, name: "conv1")
                .Relu("relu1")
                .MaxPool(2)
                .Conv(8, 3, padding: 1, name: "conv2")
                .Relu("relu2")
                .MaxPool(2, name: "pool2")
                .Flatten()
                .Dense(10, name: "dense1")
                .Relu("relu3")
                .Dense(Classes, name: "logits")
                .Build("flat")
        );

    /// <summary>No convolution.</summary>
    public static OnnxNetwork Dense { get; } =
        ByFormula(NetworkBuilder.Image(Side, Side, 3).Flatten().Dense(10).Relu().Dense(Classes, name: "logits").Build("dense"));

    public static Backbone Backbone(OnnxNetwork network) =>
        MLNet.ConvExtensions.Backbone.FromNetwork(network.Name, network, Preprocessing).WithClassNames(["ape", "bee", "cat", "dog"]);

    /// <summary>The planes of a photo, by a formula.</summary>
    public static float[] Planes() =>
        [.. Enumerable.Range(0, 3 * Side * Side).Select(i => (float)(Math.Sin(0.05 * i) * Math.Cos(0.003 * i)))];

    private static OnnxNetwork ByFormula(OnnxNetwork network) =>
        network.WithWeights(
            network
                .Weights.Select(
                    (weight, place) =>
                    {
                        var values = new float[weight.Contents.Count];
                        for (int i = 0; i < values.Length; i++)
                            values[i] = (float)(0.5 * Math.Sin((1.7 * i) + place));
                        return (
                            weight.Name,
                            Contents: new StoredTensor(
                                OnnxElementType.Float,
                                weight.Contents.Shape,
                                MemoryMarshal.AsBytes(values.AsSpan()).ToArray()
                            )
                        );
                    }
                )
                .ToDictionary(w => w.Name, w => w.Contents)
        );
}
