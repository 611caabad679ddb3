using System.Numerics.Tensors;
using Microsoft.ML;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>Images through a whole network, and its scores as probabilities.</summary>
internal sealed class PredictJob
{
    public required IReadOnlyList<string> Images { get; init; }

    public required Backbone Backbone { get; init; }

    public FileInfo? Labels { get; init; }

    public int Top { get; init; }

    public IEnumerable<Prediction> Run()
    {
        OnnxNetwork network = Backbone.Network;
        if (Backbone.FeatureLayer is { } features && network.FindLayer(features).OutputName == network.Outputs[0].Name)
            throw new OnnxNetworkException($"The network '{Backbone}' ends in features and has no classifier; 'mlconv finetune' or 'mlconv compare' makes a model of it.");
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable(Images.Select(path => new Row { ImagePath = path }));
        ConvFeaturesEstimator estimator = context.Transforms.ConvFeatures(
            Backbone,
            new ConvFeaturesOptions
            {
                InputColumnName = nameof(Row.ImagePath),
                OutputColumnName = nameof(Scores.Values),
                Layer = network.Outputs[0].Name,
                Pooling = FeaturePooling.None,
                BadImages = BadImageHandling.Missing,
            });
        using ConvFeaturesTransformer transformer = estimator.Fit(data);
        if (transformer.FeatureCount < 2)
            throw new OnnxNetworkException($"The network '{Backbone}' gives {transformer.FeatureCount} number for an image; to tell categories apart it takes at least 2.");
        ClassLabels labels = ClassLabels.Of(Labels, Backbone, transformer.FeatureCount);
        int row = 0;
        foreach (Scores scores in context.Data.CreateEnumerable<Scores>(transformer.Transform(data), reuseRowObject: true))
        {
            // Missing values in all slots stand for an image that could not be read.
            bool bad = Array.TrueForAll(scores.Values, float.IsNaN);
            yield return bad
                ? new Prediction { Image = Images[row], Error = transformer.BadImages.First.FirstOrDefault(b => b.Row == row)?.Reason ?? $"'{Images[row]}' can't be read." }
                : new Prediction { Image = Images[row], Categories = Prediction.Best(Probabilities(scores.Values), c => labels[c], Top) };
            row++;
        }
    }

    /// <summary>Networks end in probabilities, in their logarithms or in plain scores; a softmax leaves the first as they are, and is right for the others.</summary>
    public static double[] Probabilities(float[] scores)
    {
        double[] values = [.. scores.Select(s => (double)s)];
        if (Array.TrueForAll(values, v => v >= 0) && Math.Abs(values.Sum() - 1) < 1e-3)
            return values;
        TensorPrimitives.SoftMax<double>(values, values);
        return values;
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
