using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>Images through a whole network, and its scores as probabilities.</summary>
internal sealed class NetworkClassifier
{
    /// <summary>The column that a model of images reads its scores from.</summary>
    private const string ScoreColumn = "Score";

    private static readonly int ImageNetCount = ImageNetClasses.Names.Count;

    public required Backbone Backbone { get; init; }

    /// <summary>The file with the names of its classes, or 'imagenet'; null for the names that come with it.</summary>
    public string? Labels { get; init; }

    /// <summary>The name of the output that tells classes apart; null to find it.</summary>
    public string? Output { get; init; }

    /// <summary>Receives what is worth telling about the network.</summary>
    public required TextWriter Remarks { get; init; }

    /// <summary>What the network says of each image, in their order, while it is asked.</summary>
    /// <param name="images">The images' paths, which aren't looked at before a prediction is asked for.</param>
    public ModelPredictions Run(IEnumerable<string> images)
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

        var labels = ClassLabels.Of(Labels, Backbone);
        string classifier = Output ?? network.FindClassifierOutput(labels.Count);
        Backbone.GetPreprocessing(out string? remark);
        if (remark is not null)
            Remarks.WriteLine("mlconv: " + remark);
        var context = new MLContext();
        var unread = new SkipLog();
        IDataView data = context.Data.LoadFromEnumerable(images.Select(path => new Row { ImagePath = path }));
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
            string[] classes = labels.For(count);
            if (labels.Count is null && (count == ImageNetCount || count == ImageNetCount + 1))
            {
                Remarks.WriteLine(
                    $"mlconv: The network '{Backbone}' tells {count} classes apart, whose names aren't known; if it was trained on "
                        + $"ImageNet, "
                        + $"--labels {ClassLabels.ImageNet} names them."
                );
            }

            return new ModelPredictions(
                classes,
                export?.Task == "Binary" && count == 2,
                text => labels.Find(text, count),
                Predict(context, transformer, data, images, classes, activation, unread),
                () => OpenInMemory(classifier, classes, activation),
                () => context.Model.CreateImageExplainer(Backbone, output: Output)
            );
        }
        catch
        {
            transformer.Dispose();
            throw;
        }
    }

    /// <summary>The network's classes, and what asks it of images, once.</summary>
    public (IReadOnlyList<string> Classes, Func<IEnumerable<string>, IEnumerable<ImagePrediction>> Predict) Open()
    {
        IEnumerable<string> chosen = [];
        ModelPredictions asked = Run(Chosen());
        return (
            asked.Classes,
            images =>
            {
                chosen = images;
                return asked.Predictions;
            }
        );

        IEnumerable<string> Chosen()
        {
            foreach (string image in chosen)
                yield return image;
        }
    }

    private IEnumerable<ImagePrediction> Predict(
        MLContext context,
        ConvFeaturesTransformer transformer,
        IDataView data,
        IEnumerable<string> images,
        string[] classes,
        string? activation,
        SkipLog unread
    )
    {
        using ConvFeaturesTransformer owned = transformer;
        IEnumerable<Scores> all = context.Data.CreateEnumerable<Scores>(owned.Transform(data), reuseRowObject: true);
        foreach ((string image, Scores scores) in images.Zip(all))
        {
            yield return unread.Take() is { } reason
                ? new ImagePrediction { Error = reason }
                : Read(image, classes, scores.Values, activation);
        }
    }

    /// <summary>The network as a model of images in memory.</summary>
    private MemoryPredictor OpenInMemory(string classifier, string[] classes, string? activation)
    {
        var context = new MLContext();
        IDataView nothing = context.Data.LoadFromEnumerable<Row>([]);
        ConvFeaturesTransformer transformer = context
            .Transforms.ConvFeatures(
                Backbone,
                new ConvFeaturesOptions
                {
                    InputColumnName = nameof(Row.ImagePath),
                    OutputColumnName = ScoreColumn,
                    Layer = classifier,
                    Pooling = FeaturePooling.None,
                }
            )
            .Fit(nothing);
        try
        {
            if (transformer.FeatureCount < 2)
            {
                throw new OnnxNetworkException(
                    $"The network '{Backbone}' gives a single number for an image, and for images in memory 2 are needed; "
                        + "a saved model of it (.zip) is judged in any case."
                );
            }

            ImageModel model = context.Model.CreateImageModel(transformer, nothing.Schema);
            return new MemoryPredictor(
                image => Read("the changed photo", classes, model.Predict(image).Scores, activation),
                model,
                transformer
            );
        }
        catch
        {
            transformer.Dispose();
            throw;
        }
    }

    /// <summary>The prediction, with the network's own scores: where probabilities are rounded to the same, these still differ.</summary>
    private static ImagePrediction Read(string image, string[] classes, float[] own, string? activation)
    {
        float[] scores = activation is null ? own : NetworkScores.ToProbabilities(own, activation);
        int bad = Array.FindIndex(scores, score => float.IsNaN(score) || score == float.PositiveInfinity);
        return bad < 0
            ? ImagePrediction.FromScores(classes, scores) with
            {
                Scores = [.. own],
            }
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
