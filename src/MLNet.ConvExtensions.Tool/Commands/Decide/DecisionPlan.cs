using Microsoft.ML;

namespace MLNet.ConvExtensions.Tool.Commands.Decide;

/// <summary>What is made of a model's probabilities, in the order in which it is done.</summary>
internal sealed record DecisionPlan
{
    public static readonly string[] Calibrators = ["temperature", "isotonic"],
        Methods = ["least-ambiguous", "adaptive"];

    /// <summary>One of <see cref="Calibrators"/>; null for none.</summary>
    public string? Calibrator { get; init; }

    public ThresholdOptions? Threshold { get; init; }

    /// <summary>How often a prediction set is to hold the right class; null for no sets.</summary>
    public double? Coverage { get; init; }

    public PredictionSetMethod Method { get; init; }

    /// <summary>The part of images of known classes that is accepted; null for all.</summary>
    public double? AcceptedShare { get; init; }

    /// <summary>The column of features whose distances tell strange images.</summary>
    public string FeatureColumn { get; init; } = "Features";

    public Taxonomy? Taxonomy { get; init; }

    public float? TaxonProbability { get; init; }

    public IReadOnlyCollection<string>? Possible { get; init; }

    public bool IsEmpty =>
        Calibrator is null && Threshold is null && Coverage is null && AcceptedShare is null && Taxonomy is null && Possible is null;

    /// <summary>
    /// Whether the calibrator is learned from one half of the images, and the rest from the other: an isotonic one is surer of those that
    /// it was learned from than of others, by which thresholds and sets would be wrong. A temperature is a single number, and isn't.
    /// </summary>
    public bool HalvesImages => Calibrator == Calibrators[1] && (Threshold is not null || Coverage is not null);

    /// <summary>Learns the decisions from predictions, each from what the ones before make of them.</summary>
    /// <param name="ml">Makes them.</param>
    /// <param name="scored">The model's predictions for images of known classes.</param>
    /// <param name="groupColumn">What belongs together; null for nothing.</param>
    /// <exception cref="InvalidOperationException">The images don't suffice.</exception>
    public IReadOnlyList<DecisionTransformer> Fit(MLContext ml, IDataView scored, string? groupColumn)
    {
        var stages = new List<DecisionTransformer>();
        IDataView first = scored;
        if (HalvesImages)
        {
            DataOperationsCatalog.TrainTestData halves = ml.Data.TrainTestSplit(scored, 0.5, groupColumn);
            (first, scored) = (halves.TrainSet, halves.TestSet);
        }

        try
        {
            foreach (Func<IDataView, DecisionTransformer> step in Steps(ml))
                stages.Add(step(stages.Aggregate(stages.Count == 0 ? first : scored, (data, stage) => stage.Transform(data))));
            return stages;
        }
        catch
        {
            foreach (DecisionTransformer stage in stages)
                stage.Dispose();
            throw;
        }
    }

    private IEnumerable<Func<IDataView, DecisionTransformer>> Steps(MLContext ml)
    {
        MulticlassClassificationCatalog classes = ml.MulticlassClassification;
        if (Calibrator == Calibrators[0])
            yield return classes.Calibrators().Temperature().Fit;
        else if (Calibrator is not null)
            yield return classes.Calibrators().Isotonic().Fit;
        if (Possible is not null && Taxonomy is null)
            yield return classes.Decisions().PossibleClasses(Possible).Fit;
        if (Threshold is not null)
            yield return classes.Decisions().Threshold(Threshold).Fit;
        if (Coverage is not null)
            yield return classes.Decisions().PredictionSet(Coverage.Value, Method).Fit;
        if (Taxonomy is not null)
        {
            var options = new RollUpOptions { Possible = Possible };
            if (TaxonProbability is { } probability)
                options = options with { Probability = probability };
            yield return classes.Decisions().RollUp(Taxonomy, options).Fit;
        }

        if (AcceptedShare is not null)
            yield return classes.Decisions().UnknownByNeighbors(AcceptedShare.Value, FeatureColumn).Fit;
    }
}
