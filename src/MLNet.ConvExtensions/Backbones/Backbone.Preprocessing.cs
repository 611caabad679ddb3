using MLNet.ConvExtensions.Networks.Edits;

namespace MLNet.ConvExtensions;

public sealed partial class Backbone
{
    /// <summary>
    /// What is done to images before the network sees them: what was given or its record says; else what its file says of itself, where
    /// this library wrote it; else, where the graph itself normalises pixels, nothing but the size; else the means of ImageNet. The network
    /// is loaded for it.
    /// </summary>
    /// <param name="remark">What is worth telling about it, a sentence or two; null if there is nothing.</param>
    /// <returns>The preprocessing, of the network's size.</returns>
    /// <exception cref="ArgumentException">It doesn't fit the network.</exception>
    /// <exception cref="OnnxNetworkException">The file is missing, damaged or not a network of images.</exception>
    public BackbonePreprocessing GetPreprocessing(out string? remark)
    {
        ImageInput input = Network.GetImageInput();
        BackbonePreprocessing preprocessing = Preprocessing ?? FindPreprocessing(Network) ?? Sized(input);
        preprocessing.Validate();
        bool plain = preprocessing.Scale == 1 && IsUnchanged(preprocessing);
        if (input.ElementType is OnnxElementType.UInt8 or OnnxElementType.Int8 && !plain)
        {
            throw new ArgumentException(
                $"The network '{this}' takes {input.ElementType} pixels; allowed: {nameof(BackbonePreprocessing.Scale)} 1, "
                    + $"{nameof(BackbonePreprocessing.Mean)} 0 and "
                    + $"{nameof(BackbonePreprocessing.StandardDeviation)} 1. Its normalisation is inside."
            );
        }

        remark = Remark(preprocessing);
        if (preprocessing.Width != (input.Width ?? preprocessing.Width) || preprocessing.Height != (input.Height ?? preprocessing.Height))
        {
            string size =
                $"The file of '{this}' is for images of {input.Width} x {input.Height}; it is given {preprocessing.Width} x "
                + $"{preprocessing.Height}, as its preprocessing says.";
            remark = remark is null ? size : $"{size} {remark}";
        }

        return preprocessing;
    }

    private static bool IsUnchanged(BackbonePreprocessing preprocessing) =>
        preprocessing.Mean.All(m => m == 0) && preprocessing.StandardDeviation.All(s => s == 1);

    /// <summary>
    /// What a network's own file says of its images: this library writes it into what it exports, and a graph that takes bytes, or
    /// normalises pixels itself, wants them unchanged.
    /// </summary>
    /// <param name="network">A network of images.</param>
    /// <returns>The preprocessing; null if the file says nothing of it.</returns>
    /// <exception cref="OnnxNetworkException">The network doesn't take images.</exception>
    public static BackbonePreprocessing? FindPreprocessing(OnnxNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        ImageInput input = network.GetImageInput();
        BackbonePreprocessing unchanged = Sized(input) with { Scale = 1, Mean = [0, 0, 0], StandardDeviation = [1, 1, 1] };
        if (NetworkExport.Of(network) is { } export)
            return export.Preprocessing ?? unchanged with { CropFraction = 1 };
        if (input.ElementType is OnnxElementType.UInt8 or OnnxElementType.Int8)
            return unchanged;
        return InnerNormalisation.Of(network) is { } inner ? (inner.TakesBytes ? unchanged : unchanged with { Scale = 1f / 255f }) : null;
    }

    private static BackbonePreprocessing Sized(ImageInput input) =>
        new() { Width = (int)(input.Width ?? 224), Height = (int)(input.Height ?? 224) };

    private string? Remark(BackbonePreprocessing preprocessing)
    {
        if (Hub is not null && Preprocessing is null && FindPreprocessing(Network) is null)
            return $"The repository of '{this}' doesn't say what its network wants done to images: they are resized, cut and normalised as "
                + "for ImageNet. If that is wrong, say what its images must be.";

        if (Preprocessing is null && NetworkExport.Of(Network) is { Preprocessing: null })
            return $"The network '{this}' was trained on vectors, which went into it as they were; so do pixels now, 0 to 255. If its "
                + "vectors were scaled otherwise, say what its images must be.";

        // A record, and what this library wrote, have been tried.
        if (Record is not null || Network.Metadata.ContainsKey(NetworkExport.Key) || InnerNormalisation.Of(Network) is not { } inner)
            return null;
        string found = $"The network '{this}' normalises pixels itself, at its layer '{inner.Layer}' ({inner.Operator})";
        string wanted = inner.TakesBytes ? "0 to 255" : "0 to 1";
        if (Preprocessing is null)
            return $"{found}: it is given values of {wanted}, without the means of ImageNet. If that is wrong, say what its images must "
                + "be.";
        bool fits = IsUnchanged(preprocessing) && (Math.Abs(preprocessing.Scale) > 0.1f) == inner.TakesBytes;
        return fits
            ? null
            : $"{found}, and seems to want values of {wanted}; with the preprocessing that was given they are normalised twice, or "
                + "scaled otherwise.";
    }
}
