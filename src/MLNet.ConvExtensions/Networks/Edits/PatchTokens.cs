using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>
/// Takes a transformer's tokens of image patches apart from the class token and registers in front of them. How many there are of those is
/// what is left of the tokens without the positions of the convolution that makes patches of the image.
/// </summary>
internal static class PatchTokens
{
    /// <summary>A class token, one of distillation, and the registers of the largest published networks are fewer.</summary>
    private const int MostInFront = 16;

    public static bool IsAskedFor(FeaturePooling pooling) =>
        pooling is FeaturePooling.PatchAverage or FeaturePooling.ClassTokenAndPatchAverage;

    /// <summary>Appends the pooling.</summary>
    /// <param name="network">The network, whose only output is the layer.</param>
    /// <param name="graph">Its graph, which is added to.</param>
    /// <param name="layer">What an error calls the layer.</param>
    /// <param name="tokens">The layer's output as 32-bit numbers.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="pooling">How it becomes a row.</param>
    /// <returns>The tensor, [N, features], and the number of features.</returns>
    /// <exception cref="OnnxNetworkException">The layer has no such tokens, or it can't be told which they are.</exception>
    public static (string Row, Dim Count) Append(
        OnnxNetwork network,
        GraphProto graph,
        string layer,
        string tokens,
        Dim[] shape,
        FeaturePooling pooling
    )
    {
        string where = $"The layer '{layer}' of the network '{network.Name}' has the output {LayerTable.Shape(shape)}";
        if (shape.Length != 3 || ChannelAxis.Of(network, layer) is 1)
            throw new OnnxNetworkException(
                $"{where}; {nameof(FeaturePooling)}.{pooling} is for layers of transformers, [N, tokens, width]. Choose another layer, or "
                    + $"{nameof(FeaturePooling.Average)}."
            );
        int front =
            InFront(network, shape[1].Size)
            ?? throw new OnnxNetworkException(
                $"{where}, and it can't be told which of these tokens are patches of the image: no convolution of the network has as many "
                    + $"positions, less up to {MostInFront}. Choose {nameof(FeaturePooling)}.{nameof(FeaturePooling.Average)} or "
                    + $"{nameof(FeaturePooling.ClassToken)}."
            );
        if (front == 0 && pooling == FeaturePooling.ClassTokenAndPatchAverage)
            throw new OnnxNetworkException(
                $"{where}, all of them patches of the image: there is no class token. Choose {nameof(FeaturePooling)}."
                    + $"{nameof(FeaturePooling.PatchAverage)}."
            );
        string patches = front == 0 ? tokens : Part(front, int.MaxValue, "patches");
        NodeProto mean = Add("ReduceMean", "patch_average", patches);
        mean.Attribute.Add(Attribute("axes", [1L]));
        if (network.OpsetVersion >= 18)
        {
            mean.Attribute.Clear();
            mean.Input.Add(Indices("patch_axis", 1));
        }

        mean.Attribute.Add(Attribute("keepdims", 1));
        string row = mean.Output[0];
        if (pooling == FeaturePooling.ClassTokenAndPatchAverage)
        {
            NodeProto both = Add("Concat", "class_and_patches", Part(0, 1, "class_token"), row);
            both.Attribute.Add(Attribute("axis", 2));
            row = both.Output[0];
        }

        NodeProto flat = Add("Flatten", "features", row);
        flat.Attribute.Add(Attribute("axis", 1));
        return (flat.Output[0], pooling == FeaturePooling.PatchAverage ? shape[2] : Dim.Product([Dim.Of(2), shape[2]]));

        string Part(int start, int end, string name)
        {
            NodeProto slice = Add("Slice", name, tokens);
            if (network.OpsetVersion >= 10)
            {
                slice.Input.Add([Indices($"{name}_start", start), Indices($"{name}_end", end), Indices($"{name}_axis", 1)]);
            }
            else
            {
                slice.Attribute.Add([Attribute("starts", [(long)start]), Attribute("ends", [(long)end]), Attribute("axes", [1L])]);
            }

            return slice.Output[0];
        }

        NodeProto Add(string operation, string name, params string[] inputs)
        {
            NodeProto node = Node(operation, graph.FreeName($"{layer}_{name}"), inputs);
            graph.Node.Add(node);
            return node;
        }

        string Indices(string name, long value)
        {
            string free = graph.FreeName($"{layer}_{name}");
            graph.Node.Insert(0, Constant(TensorContents.Integers(free, [value])));
            return free;
        }
    }

    /// <summary>The number of tokens that aren't of patches; null where it can't be told.</summary>
    private static int? InFront(OnnxNetwork network, long? tokens)
    {
        if (tokens is not { } count)
            return null;
        long[] others =
        [
            .. network
                .Graph.Node.Where(n => n.OpType is "Conv" or "FusedConv" or "QLinearConv" or "ConvInteger")
                .Select(n => network.Info(n.Output[0]).Shape)
                .Where(s => s is { Length: 4 } && s[2].Size is not null && s[3].Size is not null)
                .Select(s => count - (s![2].Size!.Value * s[3].Size!.Value))
                .Where(rest => rest is >= 0 and <= MostInFront),
        ];
        return others.Length > 0 ? (int)others.Min() : null;
    }
}
