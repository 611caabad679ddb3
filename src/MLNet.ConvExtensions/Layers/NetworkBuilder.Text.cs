using MLNet.ConvExtensions.Layers;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions;

/// <content>Texts.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>A vector for each token: rows of numbers, [N, length], become signals, [N, dimensions, length] (ONNX Gather).</summary>
    /// <remarks>
    /// The numbers are whole, 0 to <paramref name="tokens"/> - 1, as <see cref="VectorizeTextEstimator"/> gives them; another one is an error
    /// when the network runs. The vectors learn with the rest of the network.
    /// </remarks>
    /// <param name="tokens">How many different numbers there are (<see cref="VectorizeTextTransformer.TokenCount"/>).</param>
    /// <param name="dimensions">The length of a vector.</param>
    /// <param name="initializer">
    /// The vectors before training: published ones by <see cref="Initializer.Values"/>, token after token; if left out, uniform numbers of
    /// -0.25 to 0.25 (Kim 2014).
    /// </param>
    /// <param name="name">The layer's name; embedding1, embedding2, ... if left out.</param>
    /// <exception cref="ArgumentException">The input isn't a row of numbers, or there are no tokens or dimensions.</exception>
    public NetworkBuilder Embedding(int tokens, int dimensions, Initializer? initializer = null, string? name = null)
    {
        LayerDraft layer = Layer(name, "embedding", "Embedding");
        if (Dims is not [int length])
            throw layer.Error("it takes rows of numbers of tokens, [N, length]");
        if (tokens < 1 || dimensions < 1)
            throw layer.Error($"it has {tokens} tokens of {dimensions} dimensions; 1 or more of each are allowed");
        string vectors = layer.Weight("vectors", [tokens, dimensions], initializer ?? Initializer.Uniform(0.25f));
        string numbers = layer.Step("numbers", "Cast", [Name], Attribute("to", (long)OnnxElementType.Int64));
        string rows = layer.Step("rows", "Gather", [vectors, numbers], Attribute("axis", 0L));
        return layer.Finish("Transpose", [rows], [dimensions, length], Attribute("perm", [0L, 2, 1]));
    }
}
