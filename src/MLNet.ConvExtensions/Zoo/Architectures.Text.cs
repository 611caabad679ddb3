namespace MLNet.ConvExtensions;

/// <content>Networks of texts.</content>
public static partial class Architectures
{
    /// <summary>
    /// The sentence network of Kim (2014): vectors of words, convolutions over 3, 4 and 5 words side by side, the largest value of each map,
    /// dropout of one half.
    /// </summary>
    /// <param name="length">The tokens of a text; [N, length] is the input, as <see cref="VectorizeTextEstimator"/> gives it.</param>
    /// <param name="tokens">How many different tokens there are (<see cref="VectorizeTextTransformer.TokenCount"/>).</param>
    /// <param name="classes">The number of classes; 1 for yes or no, or a number.</param>
    /// <param name="dimensions">The length of a word's vector.</param>
    /// <param name="filters">The maps of each of the three convolutions.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <param name="vectors">
    /// The words' vectors before training, such as published ones (<see cref="WordVectors.ForWordsOf"/>); if left out, random ones.
    /// </param>
    /// <returns>The network; its output are logits, [N, classes].</returns>
    /// <exception cref="ArgumentException">A number is below 1, or a text has fewer than 5 tokens.</exception>
    public static OnnxNetwork SentenceCnn(
        int length,
        int tokens,
        int classes,
        int dimensions = 300,
        int filters = 100,
        int seed = 1,
        Initializer? vectors = null
    )
    {
        NetworkBuilder words = NetworkBuilder.Features(length, seed).Embedding(tokens, dimensions, vectors);
        NetworkBuilder[] windows = [.. new[] { 3, 4, 5 }.Select(size => words.Conv(filters, size).Relu().GlobalMaxPool())];
        return windows[0].Concat(windows[1..]).Dropout(0.5).Dense(classes).Build("SentenceCnn");
    }
}
