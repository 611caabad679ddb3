using System.CommandLine;
using System.Security.Cryptography;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Predict.Formats;

/// <summary>Photos that a detector looks at before a model, which is asked of what it finds.</summary>
internal sealed class DetectedPhotos : IDisposable
{
    private readonly DetectAndClassify _both;
    private readonly IReadOnlyList<string>? _labels;

    private DetectedPhotos(Detector detector, ImageModel model, IReadOnlyList<string>? labels)
    {
        Detector = detector;
        _labels = labels;
        _both = new DetectAndClassify(detector, model, new DetectAndClassifyOptions { Labels = labels });
    }

    public Detector Detector { get; }

    /// <summary>What is asked of what, for people.</summary>
    public string Summary =>
        $"{Detector.Name} finds {Named(Detector.Classes)}; the model is asked of {(_labels is null ? "all" : Named(_labels))}.";

    /// <summary>All that its boxes and what is asked of the model depend on beside photos, as it is serialised.</summary>
    public object Settings =>
        new
        {
            Detector.Name,
            Network = Convert.ToHexStringLower(SHA256.HashData(Detector.Network.ToBytes())),
            Detector.Options.ConfidenceThreshold,
            Detector.Options.IouThreshold,
            Detector.Classes,
            Detector.Layout,
            Labels = _labels,
        };

    /// <summary>The option that says which classes of a detector a model is asked of.</summary>
    public static Option<string[]> Classified() =>
        new("--classify")
        {
            Description =
                "A class of the --detector that the model is asked of; may be given several times. Without it 'animal', if the detector has "
                + "that class, or all.",
            HelpName = "CLASS",
        };

    /// <param name="detector">The detector, which is disposed with this.</param>
    /// <param name="model">The model, which stays its owner's.</param>
    /// <param name="classify">The classes that the model is asked of; none for the usual ones.</param>
    /// <exception cref="UsageException">The detector doesn't have one of them.</exception>
    public static DetectedPhotos Of(Detector detector, ImageModel model, string[] classify)
    {
        try
        {
            if (Array.Find(classify, c => detector.Classes.Count > 0 && !detector.Classes.Contains(c)) is { } unknown)
                throw new UsageException($"--classify is '{unknown}'; the detector's classes are {Named(detector.Classes)}.");
            string[]? labels =
                classify.Length > 0 ? classify
                : detector.Classes.Contains(ClassCategories.Animal) ? [ClassCategories.Animal]
                : null;
            return new DetectedPhotos(detector, model, labels);
        }
        catch
        {
            detector.Dispose();
            throw;
        }
    }

    public IEnumerable<ClassifiedImage> Predict(IEnumerable<string> paths) => _both.Predict(paths);

    /// <summary>
    /// A photo with what was found in it: the boxes in the detector's classes, each with the model's, the predicted one first.
    /// </summary>
    /// <param name="media">The photo.</param>
    /// <param name="photo">What was found.</param>
    /// <param name="classes">The model's classes, of which no two are alike.</param>
    public static CameraTrapImage Describe(CameraTrapMedia media, ClassifiedImage photo, IReadOnlyList<string> classes) =>
        // What the file says of itself may be damaged where its photo isn't.
        photo.Error
            is { } error
            ? new CameraTrapImage { Media = media with { Failure = error } }
            : new CameraTrapImage
            {
                Media = media with { Failure = null },
                Detections = [.. photo.Objects.Select(o => Describe(o, classes))],
            };

    public void Dispose()
    {
        _both.Dispose();
        Detector.Dispose();
    }

    private static CameraTrapDetection Describe(ClassifiedObject found, IReadOnlyList<string> classes) =>
        new()
        {
            Category = found.Object.Label,
            Confidence = found.Object.Confidence,
            Box = found.Object.Box,
            // Where the model says no class, the detector's has to do.
            Classes = found.Prediction is { Label: { } label } prediction
                ?
                [
                    .. prediction
                        .Classes.OrderBy(c => c.Name != label)
                        .Select(c => new ClassConfidence(classes[c.Index], Math.Clamp(c.Probability, 0, 1))),
                ]
                : [],
        };

    private static string Named(IReadOnlyList<string> names) =>
        names.Count == 0 ? "what its file has no names for"
        : names.Count > 8 ? $"{string.Join(", ", names.Take(8))} and {names.Count - 8} more"
        : string.Join(", ", names);
}
