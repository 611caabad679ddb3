namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>An image with what is known of it and what a model says.</summary>
/// <param name="Image">Its path.</param>
/// <param name="Label">What is known, as it was written.</param>
/// <param name="Truth">The same as the class from 0, as 0 or 1 for false and true, or as the number itself.</param>
/// <param name="Group">What it belongs together with; null for nothing.</param>
/// <param name="Prediction">What the model says.</param>
internal sealed record JudgedImage(string Image, string Label, double Truth, string? Group, ImagePrediction Prediction)
{
    /// <summary>Of more classes than these only what is needed is kept: of fifty thousand images of a thousand classes that is much.</summary>
    public const int MostKept = 20;

    /// <summary>
    /// The place of the right class among all, from 1: one more than classes with a higher score, or with the same and before it. 0 where
    /// the image could not be read.
    /// </summary>
    public int Rank { get; private init; }

    /// <summary>The probability of the right class.</summary>
    public double OfTruth { get; private init; }

    /// <summary>An image of a class.</summary>
    /// <param name="image">Its path.</param>
    /// <param name="label">What is known, as it was written.</param>
    /// <param name="truth">The class, from 0.</param>
    /// <param name="group">What it belongs together with; null for nothing.</param>
    /// <param name="prediction">What the model says.</param>
    public static JudgedImage OfClass(string image, string label, int truth, string? group, ImagePrediction prediction)
    {
        var judged = new JudgedImage(image, label, truth, group, prediction);
        if (prediction.Error is not null)
            return judged;
        // Probabilities may be rounded to the same where scores are not.
        float[] scores =
            prediction.Scores.Length == prediction.Classes.Count
                ? prediction.Scores
                : [.. prediction.Classes.OrderBy(c => c.Index).Select(c => c.Probability)];
        return judged with
        {
            Rank = 1 + scores.Where((score, c) => score > scores[truth] || (score == scores[truth] && c < truth)).Count(),
            OfTruth = prediction.Classes.First(c => c.Index == truth).Probability,
            Prediction = prediction.Classes.Count <= MostKept ? prediction : prediction with { Classes = [], Scores = [] },
        };
    }
}
