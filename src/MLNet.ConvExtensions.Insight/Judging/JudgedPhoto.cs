using System.Globalization;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions;

/// <summary>A photo of a known class, and what a model says of it.</summary>
public sealed record JudgedPhoto
{
    /// <summary>
    /// Of models of more classes than these only what is needed is kept of a photo: of a hundred thousand photos of a thousand classes that
    /// is much.
    /// </summary>
    internal const int MostClasses = 100;

    private JudgedPhoto() { }

    /// <summary>The photo's file.</summary>
    public required string Image { get; init; }

    /// <summary>The class that it shows, from 0.</summary>
    public required int Label { get; init; }

    /// <summary>The class that the model takes it for, from 0.</summary>
    public required int Predicted { get; init; }

    /// <summary>The probability of the predicted class, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>The probability of the right class, 0 to 1.</summary>
    public required double LabelProbability { get; init; }

    /// <summary>
    /// The place of the right class among all, the most probable first, from 1; of equal ones the first in the model's order.
    /// </summary>
    public required int Rank { get; init; }

    /// <summary>What it belongs together with, such as its camera; null for nothing.</summary>
    public string? Group { get; init; }

    /// <summary>The probabilities of all classes in the model's order; empty of a model of more than 100 classes.</summary>
    [JsonIgnore]
    public IReadOnlyList<float> Probabilities { get; init; } = [];

    /// <summary>Whether the model is right.</summary>
    [JsonIgnore]
    public bool IsRight => Label == Predicted;

    /// <summary>The sum over the classes of the squared differences of probability and truth.</summary>
    internal double SquaredError { get; private init; }

    /// <summary>
    /// What photos are put in order by, where a model says no or yes: its score, which differs where probabilities are rounded to the same.
    /// </summary>
    internal double YesScore { get; private init; }

    /// <summary>Reads what a classifier says of a photo.</summary>
    /// <param name="prediction">What it says, with the probabilities of all classes.</param>
    /// <param name="label">The class that the photo shows, from 0.</param>
    /// <param name="image">The photo's file; null for that of the prediction.</param>
    /// <param name="group">What the photo belongs together with; null for nothing.</param>
    /// <returns>The photo.</returns>
    /// <exception cref="ArgumentException">
    /// The prediction has no classes, or a probability that isn't from 0 to 1; the message names the photo.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public static JudgedPhoto Of(ImagePrediction prediction, int label, string? image = null, string? group = null)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        string name = image ?? prediction.Image ?? "";
        int count = prediction.Classes.Count;
        if (count < 2)
        {
            throw new ArgumentException(
                $"The prediction for '{name}' has {count} classes{(prediction.Error is null ? "" : $" ({prediction.Error})")}; "
                    + $"needed: 2 or more."
            );
        }

        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, count);
        var probabilities = new float[count];
        foreach (ClassProbability one in prediction.Classes)
            probabilities[one.Index] = one.Probability is >= 0 and <= 1 ? one.Probability : throw NoProbability(name, one);
        bool ofTwo = count == 2 && prediction.Scores.Length == 1;
        // Probabilities may be rounded to the same where scores are not.
        float[] scores = prediction.Scores.Length == count ? prediction.Scores : probabilities;
        int predicted = ofTwo ? prediction.Classes.First(c => c.Name == prediction.Label).Index : Array.IndexOf(scores, scores.Max());
        int before = scores.Where((score, c) => score > scores[label] || (score == scores[label] && c < label)).Count();
        return new JudgedPhoto
        {
            Image = name,
            Label = label,
            Predicted = predicted,
            Confidence = probabilities[predicted],
            LabelProbability = probabilities[label],
            Rank = ofTwo ? (predicted == label ? 1 : 2) : 1 + before,
            Group = group,
            Probabilities = count <= MostClasses ? probabilities : [],
            SquaredError = probabilities.Select((p, c) => Square(p - (c == label ? 1.0 : 0))).Sum(),
            YesScore = ofTwo ? prediction.Scores[0] : probabilities[1],
        };
    }

    private static double Square(double value) => value * value;

    private static ArgumentException NoProbability(string image, ClassProbability one) =>
        new($"The probability of '{one.Name}' for '{image}' is {one.Probability.ToString(CultureInfo.InvariantCulture)}; allowed: 0 to 1.");
}
