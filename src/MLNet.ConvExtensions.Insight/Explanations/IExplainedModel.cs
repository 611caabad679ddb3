using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>A model whose predictions are explained.</summary>
internal interface IExplainedModel : IDisposable
{
    ScoreKind Kind { get; }

    /// <summary>The names of the classes or labels; of numbers what they are called.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>The network that the model is; null where it isn't one as a whole.</summary>
    ExplainedNetwork? Network { get; }

    /// <summary>Why it isn't; null where it is.</summary>
    string? WhyNoNetwork { get; }

    /// <summary>The place of a class among the model's.</summary>
    /// <exception cref="ArgumentException">There is no such class; the message names those that there are.</exception>
    int Find(string text);

    /// <summary>What the model predicts for a photo in memory. For any number of threads.</summary>
    /// <exception cref="ImageInputException">It can't be used.</exception>
    ImagePrediction Predict(MLImage image);

    /// <summary>What the model predicts for a photo of which the network has said something.</summary>
    /// <param name="image">The photo's file.</param>
    /// <param name="scores">What <see cref="Network"/> says.</param>
    /// <exception cref="ImageInputException">It can't be used.</exception>
    ImagePrediction Predict(string image, float[] scores);
}
