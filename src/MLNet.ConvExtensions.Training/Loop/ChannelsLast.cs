using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>
/// Images whose channels lie side by side in memory. Convolutions of many channels are faster so, and hand the order on to what follows;
/// those of few are slower.
/// </summary>
/// <remarks>
/// What a graph gets depends on its layers alone. A trial of both at the start would find the same for the networks that were measured
/// (docs/performance.md), and the order of a convolution's sums is another in each: a choice by the clock would be another network
/// from run to run, from the same seed.
/// </remarks>
internal static class ChannelsLast
{
    private const int Many = 16;

    /// <summary>Whether most of a network's work is in convolutions of images that have many channels before and behind.</summary>
    public static bool Suits(OnnxNetwork network)
    {
        if (network.Inputs[0].Shape is not { Count: 4 })
            return false;
        Dictionary<string, NetworkNode> convolutions = network.Nodes.Where(n => n.Operator == "Conv").ToDictionary(n => n.Outputs[0]);
        long all = 0,
            wide = 0;
        foreach (NetworkLayer layer in network.Layers)
        {
            long work = layer.MultiplyAdds ?? 0;
            all += work;
            // The second size of the weights is that of a group: one for depthwise convolutions.
            if (
                convolutions.TryGetValue(layer.OutputName, out NetworkNode? node)
                && network.TryGetTensor(node.Inputs[1], out NetworkTensor? weights)
                && weights.Shape is [>= Many, >= Many, _, _]
            )
                wide += work;
        }

        return 2 * wide > all;
    }

    /// <summary>The same images in that order.</summary>
    public static Tensor Of(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
