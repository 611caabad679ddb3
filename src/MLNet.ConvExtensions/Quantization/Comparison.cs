using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Quantization;

/// <summary>
/// Compares networks with the one that they were made of, on photos: by the classes of the photos where these are known, else by what it
/// says.
/// </summary>
internal sealed class Comparison
{
    private readonly IReadOnlyList<string> _photos;
    private readonly string _layer;
    private readonly FeaturePooling _pooling;
    private readonly int _threads;
    private readonly CancellationToken _stop;
    private readonly int[]? _classes;
    private readonly LinearRecipe? _recipe;
    private readonly string? _activation;
    private readonly float[][] _rows;

    public Comparison(
        Backbone backbone,
        IReadOnlyList<string> photos,
        IReadOnlyList<string>? labels,
        IReadOnlyList<string>? groups,
        QuantizationOptions options,
        CancellationToken stop
    )
    {
        (_photos, _threads, _stop) = (photos, options.Threads, stop);
        OnnxNetwork network = backbone.Network;
        NetworkExport? export = NetworkExport.Of(network);
        bool hasClassifier = EndsInClassifier(backbone) && export is null or { Task: "Multiclass" or "Binary" };
        string[] names = [.. hasClassifier ? backbone.ClassNames ?? [] : []];
        bool isKnown = labels is not null && labels.All(names.Contains);
        bool hasLabels = labels?.Distinct().Count() > 1;
        Measure =
            isKnown ? QuantizationMeasure.Accuracy
            : hasLabels ? QuantizationMeasure.AccuracyOfLinearModel
            : hasClassifier ? QuantizationMeasure.Agreement
            : QuantizationMeasure.Cosine;
        bool isOfFeatures = Measure is QuantizationMeasure.AccuracyOfLinearModel || !EndsInClassifier(backbone);
        (_layer, _pooling) = isOfFeatures ? (Features(backbone), FeaturePooling.Average) : (network.Outputs[0].Name, FeaturePooling.None);
        _activation = export?.Activation ?? network.FindFinalActivation().Operator;
        Photos = PhotoNetwork.Of(backbone, _layer, _pooling);
        _rows = Photos.Rows(photos, _threads, stop);
        if (isKnown)
            _classes = [.. labels!.Select(label => Array.IndexOf(names, label))];
        if (Measure == QuantizationMeasure.AccuracyOfLinearModel)
            _recipe = new LinearRecipe(labels!, groups, options.Seed);
        Before = Judge(_rows);
    }

    public QuantizationMeasure Measure { get; }

    /// <summary>The network that others are compared with, up to what is compared.</summary>
    public PhotoNetwork Photos { get; }

    /// <summary>The measure of that.</summary>
    public double Before { get; }

    public bool IsOfClasses => Measure is QuantizationMeasure.Accuracy or QuantizationMeasure.AccuracyOfLinearModel;

    /// <summary>Another network, up to what is compared.</summary>
    public PhotoNetwork Of(Backbone other) => PhotoNetwork.Of(other, _layer, _pooling);

    /// <summary>The measure of another network, and the least cosine between what both say of a photo.</summary>
    public (double After, double LeastCosine) Compare(PhotoNetwork other)
    {
        float[][] rows = other.Rows(_photos, _threads, _stop);
        return (Judge(rows), rows.Zip(_rows).Min(p => Cosine(p.First, p.Second)));
    }

    /// <summary>What another network errs by, on some of the photos: 1 less the cosine, on average.</summary>
    public double Error(PhotoNetwork other, IReadOnlyList<int> photos)
    {
        float[][] rows = other.Rows([.. photos.Select(i => _photos[i])], _threads, _stop);
        return photos.Select((photo, i) => 1 - Cosine(rows[i], _rows[photo])).Average();
    }

    /// <summary>Whether there is something behind a network's features.</summary>
    public static bool EndsInClassifier(Backbone backbone) => Features(backbone) != backbone.Network.Outputs[0].Name;

    private static string Features(Backbone backbone) =>
        (backbone.FeatureLayer is { } layer ? backbone.Network.FindLayer(layer) : backbone.Network.FindFeatureLayer()).OutputName;

    private double Judge(float[][] rows) =>
        Measure switch
        {
            QuantizationMeasure.Accuracy => rows.Zip(_classes!).Count(p => Class(p.First) == p.Second) / (double)rows.Length,
            QuantizationMeasure.AccuracyOfLinearModel => _recipe!.Accuracy(rows, _stop),
            QuantizationMeasure.Agreement => rows.Zip(_rows).Count(p => Class(p.First) == Class(p.Second)) / (double)rows.Length,
            _ => rows.Zip(_rows).Average(p => Cosine(p.First, p.Second)),
        };

    private int Class(float[] scores) =>
        scores is [var single] ? (single > (_activation == "Sigmoid" ? 0.5f : 0) ? 1 : 0) : TensorPrimitives.IndexOfMax<float>(scores);

    /// <summary>The cosine between rows; two that hold nothing but zeros are the same.</summary>
    private static double Cosine(float[] a, float[] b)
    {
        double dot = 0,
            ofA = 0,
            ofB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            ofA += (double)a[i] * a[i];
            ofB += (double)b[i] * b[i];
        }

        return ofA == 0 || ofB == 0 ? (ofA == ofB ? 1 : 0) : dot / Math.Sqrt(ofA * ofB);
    }
}
