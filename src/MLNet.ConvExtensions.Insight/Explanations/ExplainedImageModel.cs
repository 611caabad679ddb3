using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>A model of ML.NET whose predictions are explained.</summary>
internal sealed class ExplainedImageModel : IExplainedModel
{
    /// <summary>How far the network may be from the model, as a part of the numbers; what is more isn't rounding.</summary>
    private const double Tolerance = 0.01;

    private readonly ImageModel _model;
    private readonly bool _owns;

    public ExplainedImageModel(ImageModel model, bool owns)
    {
        _model = model;
        _owns = owns;
        Kind =
            model.IsMultilabel ? ScoreKind.Labels
            : model.IsBinary ? ScoreKind.Binary
            : model.Classes.Count > 0 ? ScoreKind.Classes
            : ScoreKind.Numbers;
        Classes =
            Kind != ScoreKind.Numbers ? model.Classes
            : model.NumberOfValues == 1 ? ["value"]
            : [.. Enumerable.Range(0, model.NumberOfValues).Select(i => $"value {i}")];
        Network = ModelNetwork.Find(model, Kind == ScoreKind.Binary ? 1 : Classes.Count, out string? why);
        WhyNoNetwork = why;
    }

    public ScoreKind Kind { get; }

    public IReadOnlyList<string> Classes { get; }

    public ExplainedNetwork? Network { get; }

    public string? WhyNoNetwork { get; }

    public int Find(string text) => ClassText.Find(Classes, text);

    public ImagePrediction Predict(MLImage image) => _model.Predict(image);

    public ImagePrediction Predict(string image, float[] scores)
    {
        ImagePrediction prediction = _model.Predict(image);
        if (Difference(prediction, scores) is { } found)
        {
            throw new InvalidOperationException(
                $"The model predicts {found.Model} for '{image}', and its network and linear model alone {found.Network}: something else in "
                    + $"it changes its predictions. {nameof(ExplanationMethod.Occlusion)} explains any model."
            );
        }

        return prediction;
    }

    public void Dispose()
    {
        if (_owns)
            _model.Dispose();
    }

    /// <summary>The first number that isn't the same; null if there is none.</summary>
    private (float Model, float Network)? Difference(ImagePrediction prediction, float[] outputs)
    {
        if (Network!.ToScores is not { } toScores)
            return null;
        float[] own = prediction.Scores;
        (float Model, float Network)? found = null;
        foreach (float[] scores in toScores(outputs))
        {
            int place = 0;
            while (place < own.Length && Math.Abs(own[place] - scores[place]) <= Tolerance * Math.Max(1, Math.Abs(own[place])))
                place++;
            if (place == own.Length)
                return null;
            found ??= (own[place], scores[place]);
        }

        return found;
    }
}
