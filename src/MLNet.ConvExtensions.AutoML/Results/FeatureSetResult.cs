namespace MLNet.ConvExtensions;

/// <summary>How a feature set did with the best trainer that was found for it.</summary>
public sealed record FeatureSetResult
{
    /// <summary>The set's name.</summary>
    public required string Name { get; init; }

    /// <summary>Features of an image.</summary>
    public required int Dimension { get; init; }

    /// <summary>Time in which the stage computed the features of an image, where it ran; several images may run side by side.</summary>
    public required double SecondsPerImage { get; init; }

    /// <summary>
    /// Time in which the stage was fitted on all images outside the test part, where it ran; most of it is learning where the stage learns.
    /// </summary>
    public double SecondsToFit { get; init; }

    /// <summary>Time of all trials of the search.</summary>
    public double SearchSeconds { get; init; }

    /// <summary>Bytes that the features of an image take.</summary>
    public int BytesPerImage => Dimension * sizeof(float);

    /// <summary>The trainer that was best in the search.</summary>
    public required string Trainer { get; init; }

    /// <summary>Its hyper-parameters, as JSON.</summary>
    public required string Parameters { get; init; }

    /// <summary>The values of the set's own hyper-parameters that were best in the search, as JSON; <c>{}</c> where it has none.</summary>
    public string FeatureParameters { get; init; } = "{}";

    /// <summary>Its scores in the search, which are a little too good: the best of many is partly lucky.</summary>
    public required FoldScores Search { get; init; }

    /// <summary>Trials that the set got.</summary>
    public required int Trials { get; init; }

    /// <summary>
    /// Scores of repeated cross-validation on folds that the search did not see; empty if the comparison was stopped before.
    /// </summary>
    public IReadOnlyList<FoldScores> Folds { get; init; } = [];

    /// <summary>Scores on the test part, with their intervals; empty if the comparison was stopped before.</summary>
    public IReadOnlyDictionary<ComparisonMetric, ScoreInterval> Test { get; init; } = new Dictionary<ComparisonMetric, ScoreInterval>();

    /// <summary>What it took the images of the test part for; empty if the comparison was stopped before.</summary>
    public IReadOnlyList<TestPrediction> Predictions { get; init; } = [];

    /// <summary>Scores by number of labelled images, the whole training part last.</summary>
    public IReadOnlyList<LearningCurvePoint> LearningCurve { get; init; } = [];

    /// <summary>Whether the set was judged on the test part.</summary>
    public bool IsComplete => Test.Count > 0;
}
