using Microsoft.ML.Data;
using MLNet.ConvExtensions.Insight.Explanations;

namespace MLNet.ConvExtensions;

/// <summary>
/// Says what in photos speaks for a class: for networks that were trained or fine-tuned here, for pipelines of <c>ConvFeatures</c> with any
/// trainer of ML.NET, and for networks that end in a classifier.
/// <see cref="Microsoft.ML.ImageExplainerCatalog"/> makes it.
/// </summary>
/// <remarks>
/// <para>A linear model on features is one network with them: logistic regression, maximum entropy, linear support vector machines, several of
/// these one against the others, and linear regression, also behind normalisations. What it says is checked against the model's own
/// prediction for every photo.</para>
/// <para>For use by one thread at a time; it computes on several itself. Photos are looked at one after the other, so memory stays the same
/// however many there are.</para>
/// </remarks>
public sealed class ImageExplainer : IDisposable
{
    /// <summary>Occlusion looks at photos of no fewer pixels a side than so many, where they have them.</summary>
    private const int EnoughPixels = 1024;

    private readonly IExplainedModel _model;
    private readonly ExplanationOptions _options;
    private readonly INetworkMethod? _method;
    private readonly ImageReader? _reader;
    private readonly int? _class;

    internal ImageExplainer(IExplainedModel model, ExplanationOptions options)
    {
        _model = model;
        _options = options;
        try
        {
            options.Validate();
            _class = options.Class is null ? null : model.Find(options.Class);
            (_method, Remark) = MethodChoice.Of(model, options);
            _reader = _method is null ? null : new ImageReader(model.Network!.Preprocessing);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>How photos are explained; never <see cref="ExplanationMethod.Auto"/>.</summary>
    public ExplanationMethod Method => _method?.Method ?? ExplanationMethod.Occlusion;

    /// <summary>Why another method than the best was chosen; null where it is the best, or was asked for.</summary>
    public string? Remark { get; }

    /// <summary>The layer whose maps are weighted; null where none are.</summary>
    public string? Layer => _method?.Layer;

    /// <summary>The classes or labels that the model tells apart; of a regression what its numbers are called.</summary>
    public IReadOnlyList<string> Classes => _model.Classes;

    /// <summary>Explains a photo.</summary>
    /// <param name="path">The file, from the current folder.</param>
    /// <param name="cancellationToken">Ends an occlusion.</param>
    /// <returns>The explanation.</returns>
    /// <exception cref="ImageInputException">The photo can't be read; the message names it.</exception>
    /// <exception cref="InvalidOperationException">
    /// What the network says isn't what the model predicts: stages that can't be seen change it. Occlusion explains any model.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ImageExplanation Explain(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return _method is null ? ByOcclusion(path, cancellationToken) : ByNetwork(path, _method);
    }

    /// <summary>Explains many photos. Lazy: one after the other, when it is asked for.</summary>
    /// <param name="paths">The files, from the current folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>
    /// The explanations, in the order of the files. One that can't be read has an <see cref="ImageExplanation.Error"/>, and the others go on.
    /// </returns>
    public IEnumerable<ImageExplanation> Explain(IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return paths.Select(ExplainOrSay);

        ImageExplanation ExplainOrSay(string path)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return Explain(path, cancellationToken);
            }
            catch (ImageInputException e)
            {
                return new ImageExplanation
                {
                    Image = path,
                    Error = e.Message,
                    Method = Method,
                };
            }
        }
    }

    /// <summary>Lets go of the networks, and of a model that was loaded for it.</summary>
    public void Dispose()
    {
        _method?.Dispose();
        _model.Dispose();
    }

    private ImageExplanation ByNetwork(string path, INetworkMethod method)
    {
        var planes = new float[_reader!.Length];
        _reader.ReadFile(path, planes);
        ImagePrediction? prediction = null;
        int index = 0;
        ExplainedScore explained = default;
        ScoreMap found = method.Explain(planes, Choose);
        return Explained(path, prediction!, index, found.Map) with
        {
            Region = _reader.Region,
            Layer = method.Layer,
            Logit = explained.Sign * found.Scores[explained.Output],
            Bias = found.Bias,
        };

        ExplainedScore Choose(float[] scores)
        {
            prediction = _model.Predict(path, scores);
            index = _class ?? Predicted(prediction);
            return explained = ExplainedScore.Of(_model.Kind, index, scores.Length);
        }
    }

    private ImageExplanation ByOcclusion(string path, CancellationToken stop)
    {
        using MLImage photo = ImageReader.Load(path, EnoughPixels);
        ImagePrediction prediction = _model.Predict(photo);
        int index = _class ?? Predicted(prediction);
        ExplanationMap map = Occlusion.Explain(
            photo,
            _options.OcclusionCells,
            _options.NumberOfThreads,
            image => Measure(_model.Predict(image), index),
            stop
        );
        return Explained(path, prediction with { Image = path }, index, map);
    }

    private ImageExplanation Explained(string path, ImagePrediction prediction, int index, ExplanationMap map)
    {
        if (!float.IsFinite(map.Max) || !float.IsFinite(map.Min))
            throw new ImageInputException($"The map of '{path}' has numbers that aren't finite: the network computes such for this photo.");
        return new ImageExplanation
        {
            Image = path,
            Prediction = prediction,
            Class = Classes[index],
            ClassIndex = index,
            Probability = _model.Kind == ScoreKind.Numbers ? null : (float)Measure(prediction, index),
            Method = Method,
            Map = map,
        };
    }

    /// <summary>The class that is predicted, or the most probable label; of numbers the first.</summary>
    private int Predicted(ImagePrediction prediction) =>
        _model.Kind switch
        {
            ScoreKind.Numbers => 0,
            ScoreKind.Labels => prediction.Classes[0].Index,
            _ => prediction.Classes.First(c => c.Name == prediction.Label).Index,
        };

    private double Measure(ImagePrediction prediction, int index) =>
        _model.Kind == ScoreKind.Numbers
            ? prediction.Value ?? prediction.Values[index]
            : prediction.Classes.First(c => c.Index == index).Probability;
}
