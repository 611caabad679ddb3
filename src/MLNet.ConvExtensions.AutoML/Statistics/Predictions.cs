namespace MLNet.ConvExtensions.AutoML.Statistics;

/// <summary>Probabilities of the classes for images, next to what they show.</summary>
/// <param name="Labels">The true class of each image.</param>
/// <param name="Probabilities">For each image the probability of each class.</param>
internal sealed record Predictions(int[] Labels, float[][] Probabilities)
{
    public int Count => Labels.Length;

    public int ClassCount => Probabilities[0].Length;

    /// <summary>The most probable class; the first of several that are equally so.</summary>
    public int Predicted(int image) => Array.IndexOf(Probabilities[image], Probabilities[image].Max());

    public bool IsRight(int image) => Predicted(image) == Labels[image];

    /// <summary>The images in the order of a class's probability.</summary>
    public RankCurve CurveOf(int ofClass) => RankCurve.Of(Probabilities.Select(p => (double)p[ofClass]), Labels.Select(l => l == ofClass));

    public Predictions Resampled(int[] images) => new([.. images.Select(i => Labels[i])], [.. images.Select(i => Probabilities[i])]);
}
