using System.Numerics.Tensors;
using MLNet.ConvExtensions.Stages.Decisions;

namespace MLNet.ConvExtensions;

/// <summary>What a model predicts for an image.</summary>
public sealed record ImagePrediction
{
    /// <summary>The image's path; null where the image was given in another form.</summary>
    public string? Image { get; init; }

    /// <summary>
    /// The class that the model predicts, by its PredictedLabel; null for a regression, where the image couldn't be read, and where the
    /// model says none (<see cref="IsUnknown"/>). That is the most probable one, unless a threshold of the model's own makes it another.
    /// </summary>
    public string? Label { get; init; }

    /// <summary>The probability of <see cref="Label"/>, 0 to 1; 0 where there is no label.</summary>
    public float Probability { get; init; }

    /// <summary>All classes, the most probable first; empty for a regression, and where the image couldn't be read.</summary>
    public IReadOnlyList<ClassProbability> Classes { get; init; } = [];

    /// <summary>
    /// The number that a regression predicts; null for a classifier, for a regression of several numbers, and where the image couldn't be
    /// read.
    /// </summary>
    public float? Value { get; init; }

    /// <summary>The numbers that a regression of several predicts, in the order of its label's elements; empty otherwise.</summary>
    public IReadOnlyList<float> Values { get; init; } = [];

    /// <summary>
    /// The labels that a model of several labels at once predicts, in its order; <see cref="Classes"/> has all of them with their
    /// probabilities, which don't add up to 1. Empty for other models, and where no label is predicted.
    /// </summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>
    /// The model's Score column as it is: a number for each class in the order of the model's classes; of two classes, or a regression, a
    /// single number; of several labels at once their logits. Empty where the image couldn't be read.
    /// </summary>
    public float[] Scores { get; init; } = [];

    /// <summary>
    /// Whether a classifier says no class of the image, since it is unlike all of them, or none is probable enough: what decisions in the
    /// model make of it (<see cref="MulticlassDecisionsCatalog"/>).
    /// </summary>
    public bool IsUnknown { get; init; }

    /// <summary>How unlike all classes the image is, the higher the more; null where the model doesn't tell.</summary>
    public float? UnknownScore { get; init; }

    /// <summary>
    /// The classes of the prediction set, in the model's order, which hold the right one as often as the model was asked for; null where
    /// the model makes no sets.
    /// </summary>
    public IReadOnlyList<string>? PredictionSet { get; init; }

    /// <summary>
    /// The smallest taxon that is probable enough, which may be the class itself; null where none is, the image is unknown, or the model
    /// knows no taxa.
    /// </summary>
    public string? Taxon { get; init; }

    /// <summary>The probability of <see cref="Taxon"/>, 0 to 1; 0 where there is none.</summary>
    public float TaxonProbability { get; init; }

    /// <summary>Why the image couldn't be read, with its name; null where it could.</summary>
    public string? Error { get; init; }

    /// <summary>The prediction that a classifier's scores stand for.</summary>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="scores">
    /// A number for each class, finite, or minus infinity for an impossible one. Numbers of 0 or more that add up to 1 (to a thousandth)
    /// are taken as probabilities; any others are logits, of which a softmax makes probabilities.
    /// </param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ArgumentException">There are no scores, not as many as classes, or one is missing or plus infinity.</exception>
    public static ImagePrediction FromScores(IReadOnlyList<string> classes, IReadOnlyList<float> scores)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(scores);
        float[] values = [.. scores];
        if (values.Length == 0 || values.Length != classes.Count)
        {
            throw new ArgumentException(
                $"There are {values.Length} scores and {classes.Count} classes; needed: one score for each class.",
                nameof(scores)
            );
        }

        int bad = values.AsSpan().IndexOfAnyExceptInRange(float.NegativeInfinity, float.MaxValue);
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"The score of the class '{classes[bad]}' is {values[bad]}; needed: a finite number.",
                nameof(scores)
            );
        }

        ClassProbability[] ranked = Rank(classes, Probabilities(values));
        return new ImagePrediction
        {
            Label = ranked[0].Name,
            Probability = ranked[0].Probability,
            Classes = ranked,
            Scores = values,
        };
    }

    /// <summary>Classes by their probabilities, the first of equal ones first.</summary>
    internal static ClassProbability[] Rank(IReadOnlyList<string> classes, IReadOnlyList<double> probabilities) =>
        [.. probabilities.Select((p, i) => new ClassProbability(i, classes[i], (float)p)).OrderByDescending(c => c.Probability)];

    private static double[] Probabilities(float[] scores)
    {
        double[] values = [.. scores.Select(s => (double)s)];
        if (ScoreColumn.AreProbabilities(scores))
            return values;
        TensorPrimitives.SoftMax<double>(values, values);
        return values;
    }
}
