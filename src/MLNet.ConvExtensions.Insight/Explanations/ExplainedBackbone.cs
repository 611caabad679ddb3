using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>A network that ends in a classifier, whose predictions are explained.</summary>
internal sealed class ExplainedBackbone : IExplainedModel
{
    /// <summary>Networks trained with TensorFlow have one more category, the first, which is none of ImageNet's.</summary>
    private const string Background = "background";

    private readonly Backbone _backbone;
    private readonly int? _unnamed;
    private readonly Func<float[], float[]> _toScores;
    private readonly Lazy<NetworkRun> _run;
    private readonly ThreadLocal<Reading> _readers;

    /// <param name="backbone">The network.</param>
    /// <param name="output">The output that tells classes apart; null to find it.</param>
    /// <exception cref="OnnxNetworkException">The network has no classifier.</exception>
    public ExplainedBackbone(Backbone backbone, string? output)
    {
        _backbone = backbone;
        OnnxNetwork network = backbone.Network;
        if (backbone.FeatureLayer is { } features && network.FindLayer(features).OutputName == network.Outputs[0].Name)
            throw new OnnxNetworkException(
                $"The network '{backbone}' ends in features and has no classifier, so there is no class to explain."
            );
        NetworkExport? export = NetworkExport.Of(network);
        FinalActivation end = network.CutAt(output ?? network.FindClassifierOutput(backbone.ClassNames?.Count)).FindFinalActivation();
        using ConvFeaturesTransformer stage = Stage(backbone, end.Tensor);
        int count = stage.FeatureCount;
        Kind = export?.Task switch
        {
            "Multilabel" => ScoreKind.Labels,
            "Binary" => ScoreKind.Binary,
            "Multiclass" => ScoreKind.Classes,
            null when count > 1 => ScoreKind.Classes,
            null when end.Operator == "Sigmoid" => ScoreKind.Binary,
            null => throw new OnnxNetworkException(
                $"The network '{backbone}' gives {count} number for a photo; to tell classes apart it takes at least 2."
            ),
            var task => throw new OnnxNetworkException(
                $"The network '{backbone}' was trained for {task}; needed: one that tells classes apart."
            ),
        };
        Classes = Kind == ScoreKind.Binary ? ["false", "true"] : Names(backbone, count, out _unnamed);
        Network = new ExplainedNetwork(stage.Network, stage.Preprocessing!, null);
        // What ends in nothing may give logits, or probabilities by arithmetic of its own.
        bool plain = end.Operator is null && export is null;
        _toScores = plain ? static outputs => outputs : ExplainedNetwork.Softmax;
        _run = new(() => new NetworkRun(Network.Network, threads: 1));
        _readers = new(() => new Reading(new ImageReader(Network.Preprocessing)));
    }

    public ScoreKind Kind { get; }

    public IReadOnlyList<string> Classes { get; }

    public ExplainedNetwork Network { get; }

    public string? WhyNoNetwork => null;

    public int Find(string text) =>
        Kind != ScoreKind.Binary && _unnamed is { } unnamed && text != Background
            ? unnamed + _backbone.FindClass(text)
            : ClassText.Find(Classes, text);

    public ImagePrediction Predict(MLImage image)
    {
        Reading reading = _readers.Value!;
        reading.Reader.ReadImage(image, reading.Planes);
        return Predict("The image", _run.Value.Run(reading.Planes, Network.InputShape)[0].Values);
    }

    public ImagePrediction Predict(string image, float[] scores)
    {
        int bad = Array.FindIndex(scores, score => !float.IsFinite(score));
        if (bad >= 0)
            throw new ImageInputException($"The network's score of '{image}' is {scores[bad]}; needed: finite numbers.");
        if (Kind == ScoreKind.Classes)
            return ImagePrediction.FromScores(Classes, _toScores(scores)) with { Image = image, Scores = scores };
        float[] shares = scores switch
        {
            _ when Kind == ScoreKind.Labels => Array.ConvertAll(scores, Sigmoid),
            [var single] => [1 - Sigmoid(single), Sigmoid(single)],
            _ => ExplainedNetwork.Softmax(scores),
        };
        ClassProbability[] ranked =
        [
            .. shares.Select((share, i) => new ClassProbability(i, Classes[i], share)).OrderByDescending(c => c.Probability),
        ];
        return new ImagePrediction
        {
            Image = image,
            Label = Kind == ScoreKind.Binary ? ranked[0].Name : null,
            Probability = Kind == ScoreKind.Binary ? ranked[0].Probability : 0,
            Classes = ranked,
            Scores = scores,
        };
    }

    public void Dispose()
    {
        if (_run.IsValueCreated)
            _run.Value.Dispose();
        _readers.Dispose();
    }

    private static float Sigmoid(float logit) => 1 / (1 + MathF.Exp(-logit));

    /// <summary>The network up to a layer as the stage of features runs it: what it sees of a photo is what predictions are made of.</summary>
    private static ConvFeaturesTransformer Stage(Backbone backbone, string layer)
    {
        var context = new MLContext();
        IDataView none = context.Data.LoadFromEnumerable(Array.Empty<Photo>());
        ConvFeaturesTransformer stage = context
            .Transforms.ConvFeatures("Scores", nameof(Photo.Path), backbone, layer, FeaturePooling.None)
            .Fit(none);
        if (stage.Preprocessing is not null)
            return stage;
        stage.Dispose();
        throw new OnnxNetworkException($"The network '{backbone}' takes {backbone.Network.Inputs[0].Shape}; needed: photos, [N, 3, H, W].");
    }

    private static string[] Names(Backbone backbone, int count, out int? unnamed)
    {
        unnamed = backbone.ClassNames is { } names ? count - names.Count : null;
        return unnamed switch
        {
            0 => [.. backbone.ClassNames!],
            1 => [Background, .. backbone.ClassNames!],
            null => [.. Enumerable.Range(0, count).Select(c => $"class {c}")],
            _ => throw new ArgumentException(
                $"There are {backbone.ClassNames!.Count} names of classes; '{backbone}' has {count} classes, which {count} names fit, or "
                    + $"{count - 1} if the first class is '{Background}'."
            ),
        };
    }

    private sealed class Photo
    {
        public string Path { get; set; } = "";
    }

    private sealed record Reading(ImageReader Reader)
    {
        public float[] Planes { get; } = new float[Reader.Length];
    }
}
