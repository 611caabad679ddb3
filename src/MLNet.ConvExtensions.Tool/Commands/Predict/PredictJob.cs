using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>Images through a whole network, and its scores as probabilities.</summary>
internal sealed class PredictJob
{
    public required IReadOnlyList<string> Images { get; init; }

    public required Backbone Backbone { get; init; }

    public FileInfo? Labels { get; init; }

    /// <summary>The name of the output that tells classes apart; null to find it.</summary>
    public string? Output { get; init; }

    /// <summary>Receives what is worth telling about the network.</summary>
    public required TextWriter Remarks { get; init; }

    /// <summary>The names of the classes, and what the network says of each image, in their order, while it is asked.</summary>
    public (IReadOnlyList<string> Classes, IEnumerable<ImagePrediction> Predictions) Run()
    {
        OnnxNetwork network = Backbone.Network;
        if (Backbone.FeatureLayer is { } features && network.FindLayer(features).OutputName == network.Outputs[0].Name)
        {
            throw new OnnxNetworkException(
                $"The network '{Backbone}' ends in features and has no classifier; "
                    + "'mlconv finetune' or 'mlconv compare' makes a model of it."
            );
        }

        NetworkExport? export = NetworkExport.Of(network);
        if (export is { Task: not ("Multiclass" or "Binary") })
        {
            throw new OnnxNetworkException(
                $"The network '{Backbone}' was trained for {export.Task}; needed: one that tells classes apart."
            );
        }

        string classifier = Output ?? network.FindClassifierOutput(ClassLabels.CountOf(Labels, Backbone));
        Backbone.GetPreprocessing(out string? remark);
        if (remark is not null)
            Remarks.WriteLine("mlconv: " + remark);
        var context = new MLContext();
        var unread = new SkipLog();
        IDataView data = context.Data.LoadFromEnumerable(Images.Select(path => new Row { ImagePath = path }));
        ConvFeaturesTransformer transformer = context
            .Transforms.ConvFeatures(
                Backbone,
                new ConvFeaturesOptions
                {
                    InputColumnName = nameof(Row.ImagePath),
                    OutputColumnName = nameof(Scores.Values),
                    Layer = classifier,
                    Pooling = FeaturePooling.None,
                    BadImages = BadImageHandling.Missing,
                    Logger = unread,
                }
            )
            .Fit(data);
        try
        {
            bool ofFirst = classifier == network.Outputs[0].Name;
            bool yesOrNo = ofFirst && export?.Task == "Binary" && transformer.FeatureCount == 1;
            if (transformer.FeatureCount < 2 && !yesOrNo)
            {
                throw new OnnxNetworkException(
                    $"The network '{Backbone}' gives {transformer.FeatureCount} number for an image; "
                        + "to tell categories apart it takes at least 2."
                );
            }

            string? activation = ofFirst ? export?.Activation ?? (export is null ? null : "none") : null;
            int count = yesOrNo ? 2 : transformer.FeatureCount;
            var labels = ClassLabels.Of(Labels, Backbone, count);
            string[] classes = [.. Enumerable.Range(0, count).Select(c => labels[c])];
            return (classes, Predict(context, transformer, data, classes, activation, unread));
        }
        catch
        {
            transformer.Dispose();
            throw;
        }
    }

    private IEnumerable<ImagePrediction> Predict(
        MLContext context,
        ConvFeaturesTransformer transformer,
        IDataView data,
        string[] classes,
        string? activation,
        SkipLog unread
    )
    {
        using ConvFeaturesTransformer owned = transformer;
        int row = 0;
        foreach (Scores scores in context.Data.CreateEnumerable<Scores>(owned.Transform(data), reuseRowObject: true))
        {
            string image = Images[row++];
            yield return unread.Take() is { } reason
                ? new ImagePrediction { Error = reason }
                : Read(image, classes, activation is null ? scores.Values : NetworkScores.ToProbabilities(scores.Values, activation));
        }
    }

    private static ImagePrediction Read(string image, string[] classes, float[] scores)
    {
        int bad = Array.FindIndex(scores, score => float.IsNaN(score) || score == float.PositiveInfinity);
        return bad < 0
            ? ImagePrediction.FromScores(classes, scores)
            : new ImagePrediction
            {
                Error = $"The network's score of '{classes[bad]}' for '{image}' is {scores[bad]}; needed: a finite number.",
            };
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class Scores
    {
        public float[] Values { get; set; } = [];
    }
}
