namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>
/// A prediction in a journal: what tables and the formats of the field are written from, without the names of classes and their order,
/// which the model knows.
/// </summary>
internal sealed record JournaledPrediction
{
    public string? Error { get; init; }

    public string? Label { get; init; }

    public float Probability { get; init; }

    /// <summary>A probability for each class, in the model's order.</summary>
    public float[]? Probabilities { get; init; }

    public float? Value { get; init; }

    public bool IsUnknown { get; init; }

    public float? UnknownScore { get; init; }

    public IReadOnlyList<string>? PredictionSet { get; init; }

    public string? Taxon { get; init; }

    public float TaxonProbability { get; init; }

    public static JournaledPrediction Of(ImagePrediction prediction, int classes)
    {
        float[]? probabilities = prediction.Classes.Count == classes && classes > 0 ? new float[classes] : null;
        if (probabilities is not null)
        {
            foreach (ClassProbability one in prediction.Classes)
                probabilities[one.Index] = one.Probability;
        }

        return new JournaledPrediction
        {
            Error = prediction.Error,
            Label = prediction.Label,
            Probability = prediction.Probability,
            Probabilities = probabilities,
            Value = prediction.Value,
            IsUnknown = prediction.IsUnknown,
            UnknownScore = prediction.UnknownScore,
            PredictionSet = prediction.PredictionSet,
            Taxon = prediction.Taxon,
            TaxonProbability = prediction.TaxonProbability,
        };
    }

    /// <summary>Whether it is of a model of so many classes.</summary>
    public bool IsOf(int classes) => Error is not null || (Probabilities?.Length ?? 0) == classes;

    public ImagePrediction Restore(IReadOnlyList<string> classes) =>
        new()
        {
            Error = Error,
            Label = Label,
            Probability = Probability,
            Classes = Probabilities is null
                ? []
                :
                [
                    .. Probabilities
                        .Select((probability, i) => new ClassProbability(i, classes[i], probability))
                        .OrderByDescending(c => c.Probability),
                ],
            Value = Value,
            IsUnknown = IsUnknown,
            UnknownScore = UnknownScore,
            PredictionSet = PredictionSet,
            Taxon = Taxon,
            TaxonProbability = TaxonProbability,
        };
}
