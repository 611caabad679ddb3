using Microsoft.ML;
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

    public int Top { get; init; }

    /// <summary>Receives what is worth telling about the network.</summary>
    public required TextWriter Remarks { get; init; }

    public IEnumerable<Prediction> Run()
    {
        OnnxNetwork network = Backbone.Network;
        if (Backbone.FeatureLayer is { } features && network.FindLayer(features).OutputName == network.Outputs[0].Name)
            throw new OnnxNetworkException($"The network '{Backbone}' ends in features and has no classifier; 'mlconv finetune' or 'mlconv compare' makes a model of it.");
        NetworkExport? export = NetworkExport.Of(network);
        if (export is { Task: not ("Multiclass" or "Binary") })
            throw new OnnxNetworkException($"The network '{Backbone}' was trained for {export.Task}; needed: one that tells classes apart.");
        string classifier = Output ?? network.FindClassifierOutput(ClassLabels.CountOf(Labels, Backbone));
        Backbone.GetPreprocessing(out string? remark);
        if (remark is not null)
            Remarks.WriteLine("mlconv: " + remark);
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable(Images.Select(path => new Row { ImagePath = path }));
        ConvFeaturesEstimator estimator = context.Transforms.ConvFeatures(
            Backbone,
            new ConvFeaturesOptions
            {
                InputColumnName = nameof(Row.ImagePath),
                OutputColumnName = nameof(Scores.Values),
                Layer = classifier,
                Pooling = FeaturePooling.None,
                BadImages = BadImageHandling.Missing,
            });
        using ConvFeaturesTransformer transformer = estimator.Fit(data);
        bool ofFirst = classifier == network.Outputs[0].Name, yesOrNo = ofFirst && export?.Task == "Binary" && transformer.FeatureCount == 1;
        if (transformer.FeatureCount < 2 && !yesOrNo)
            throw new OnnxNetworkException($"The network '{Backbone}' gives {transformer.FeatureCount} number for an image; to tell categories apart it takes at least 2.");
        string? activation = ofFirst ? export?.Activation ?? (export is null ? null : "none") : null;
        int count = yesOrNo ? 2 : transformer.FeatureCount;
        ClassLabels labels = ClassLabels.Of(Labels, Backbone, count);
        string[] names = [.. Enumerable.Range(0, count).Select(c => labels[c])];
        float[] Read(float[] values) => activation is null ? values : NetworkScores.ToProbabilities(values, activation);
        int row = 0;
        foreach (Scores scores in context.Data.CreateEnumerable<Scores>(transformer.Transform(data), reuseRowObject: true))
        {
            // Missing values in all slots stand for an image that could not be read.
            bool bad = Array.TrueForAll(scores.Values, float.IsNaN);
            yield return bad
                ? new Prediction { Image = Images[row], Error = transformer.BadImages.First.FirstOrDefault(b => b.Row == row)?.Reason ?? $"'{Images[row]}' can't be read." }
                : Prediction.Of(ImagePrediction.FromScores(names, Read(scores.Values)), Images[row], Top);
            row++;
        }
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
