namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What a saved model, or a network that ends in a classifier, says of images.</summary>
/// <param name="Classes">The names of the classes that it tells apart; none where it predicts numbers.</param>
/// <param name="IsBinary">Whether it answers false or true, which its two classes are then.</param>
/// <param name="Find">The place of the class that somebody means; an <see cref="ArgumentException"/> where there is none.</param>
/// <param name="Predictions">What it says of each image, in their order, computed while it is asked.</param>
/// <param name="OpenInMemory">Makes what asks it of images in memory.</param>
/// <param name="OpenExplainer">Makes what explains what it says of images.</param>
internal sealed record ModelPredictions(
    IReadOnlyList<string> Classes,
    bool IsBinary,
    Func<string, int> Find,
    IEnumerable<ImagePrediction> Predictions,
    Func<MemoryPredictor> OpenInMemory,
    Func<ImageExplainer> OpenExplainer
);
