using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/text.md.</summary>
internal static class Text
{
    /// <summary>Published word vectors.</summary>
    internal static IDataView PublishedVectors(MLContext ml, IDataView reviews)
    {
        var words = ml.Transforms.Text.VectorizeText("Tokens", "Text", 56, 20_000).Fit(reviews);
        var vectors = WordVectors.Load("glove.6B.100d.txt", words.Words);
        Console.WriteLine($"{vectors.Count} of {words.Words.Count} words have a vector of {vectors.Dimensions} numbers.");
        var network = Architectures.SentenceCnn(56, words.TokenCount, 1, vectors.Dimensions, vectors: vectors.ForWordsOf(words));
        var numbers = words.Transform(reviews);
        return ml.BinaryClassification.Trainers.ConvNet(network, new ConvNetOptions { FeatureColumnName = "Tokens" }).Fit(numbers).Transform(numbers);
    }
}
