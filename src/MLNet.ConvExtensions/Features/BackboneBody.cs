namespace MLNet.ConvExtensions.Features;

/// <summary>A backbone cut at a layer, for any number of images of a settled size.</summary>
/// <param name="Network">[N, ...] of the network's own pixels to one row of 32-bit features for each image, [N, features].</param>
/// <param name="Layer">The layer whose output the features are.</param>
/// <param name="Preprocessing">What is done to images before, of the network's size.</param>
internal sealed record BackboneBody(OnnxNetwork Network, string Layer, BackbonePreprocessing Preprocessing)
{
    /// <summary>Cuts a backbone.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="layer">The layer; null for the backbone's own feature layer, or the one that the network's shape tells.</param>
    /// <param name="pooling">How a layer's feature maps become a row.</param>
    /// <param name="grey">Whether networks of one channel are allowed beside those of three.</param>
    /// <exception cref="ArgumentException">There is no such layer, or the preprocessing doesn't fit the network.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't take a batch of images, or its file is missing or damaged.</exception>
    public static BackboneBody Create(Backbone backbone, string? layer, FeaturePooling pooling, bool grey = false)
    {
        OnnxNetwork network = Load(backbone);
        ImageInput input = network.GetImageInput();
        if (input.Channels is not (null or 3) && !(grey && input.Channels == 1))
            throw new OnnxNetworkException($"The network '{backbone}' takes images of {input.Channels} channels; allowed: {(grey ? "1 (grey) or " : "")}3 (red, green, blue).");
        BackbonePreprocessing preprocessing = PreprocessingOf(backbone, input);
        NetworkLayer features = (layer ?? backbone.FeatureLayer) is { } name ? network.FindLayer(name) : network.FindFeatureLayer();
        OnnxNetwork body = network.WithBatch().CutAt(features.OutputName).WithImageSize(preprocessing.Height, preprocessing.Width).WithPooling(pooling);
        return new BackboneBody(body, features.Name, preprocessing);
    }

    private static BackbonePreprocessing PreprocessingOf(Backbone backbone, ImageInput input)
    {
        bool takesBytes = input.ElementType is OnnxElementType.UInt8 or OnnxElementType.Int8;
        BackbonePreprocessing preprocessing = backbone.Preprocessing ?? new BackbonePreprocessing
        {
            Width = (int)(input.Width ?? 224),
            Height = (int)(input.Height ?? 224),
        };
        if (takesBytes && backbone.Preprocessing is null)
            preprocessing = preprocessing with { Scale = 1, Mean = [0, 0, 0], StandardDeviation = [1, 1, 1] };
        preprocessing.Validate();
        if (takesBytes && !(preprocessing.Scale == 1 && preprocessing.Mean.All(m => m == 0) && preprocessing.StandardDeviation.All(s => s == 1)))
        {
            throw new ArgumentException(
                $"The network '{backbone}' takes {input.ElementType} pixels; allowed: {nameof(BackbonePreprocessing.Scale)} 1, {nameof(BackbonePreprocessing.Mean)} 0 and "
                + $"{nameof(BackbonePreprocessing.StandardDeviation)} 1. Its normalisation is inside.");
        }

        if (preprocessing.Width != (input.Width ?? preprocessing.Width) || preprocessing.Height != (input.Height ?? preprocessing.Height))
        {
            throw new ArgumentException(
                $"The preprocessing of '{backbone}' makes images of {preprocessing.Width}x{preprocessing.Height}; the network takes {input.Width}x{input.Height}.");
        }

        return preprocessing;
    }

    private static OnnxNetwork Load(Backbone backbone)
    {
        try
        {
            return backbone.Network;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxNetworkException($"The network '{backbone}' can't be read: {e.Message}", e);
        }
    }
}
