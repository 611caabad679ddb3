using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>The first line of a journal of predictions.</summary>
internal sealed record JournalHeader
{
    public required int PredictionJournal { get; init; }

    /// <summary>Tells all that predictions depend on beside their images.</summary>
    public required string Job { get; init; }
}

/// <summary>A line of a journal of predictions: an image, and what was found.</summary>
internal sealed record JournalLine
{
    /// <summary>The image's file when it was read.</summary>
    public ImageFile? File { get; init; }

    /// <summary>What a model says of the whole image.</summary>
    public JournaledPrediction? Prediction { get; init; }

    /// <summary>What a detector found in it.</summary>
    public IReadOnlyList<JournaledObject>? Objects { get; init; }

    /// <summary>Why a detector could not look at it.</summary>
    public string? Error { get; init; }

    /// <summary>Whether it can be read again for a model of so many classes.</summary>
    public bool IsWhole(int classes) =>
        Prediction is not null ? Prediction.IsOf(classes) : Objects is not null && Objects.All(o => o.Prediction?.IsOf(classes) != false);
}

/// <summary>A detector's object in a journal of predictions.</summary>
internal sealed record JournaledObject(
    string Label,
    int ClassIndex,
    float Confidence,
    BoundingBox Box,
    JournaledPrediction? Prediction = null
)
{
    public static JournaledObject Of(ClassifiedObject found, int classes) =>
        new(
            found.Object.Label,
            found.Object.ClassIndex,
            found.Object.Confidence,
            found.Object.Box,
            found.Prediction is { } prediction ? JournaledPrediction.Of(prediction, classes) : null
        );

    public ClassifiedObject Restore(IReadOnlyList<string> classes) =>
        new(new DetectedObject(Label, ClassIndex, Confidence, Box), Prediction?.Restore(classes));
}
