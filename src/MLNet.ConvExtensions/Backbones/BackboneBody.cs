using MLNet.ConvExtensions.Networks.Edits;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>A backbone cut at a layer, for any number of images of a settled size.</summary>
/// <param name="Network">[N, ...] of the network's own pixels to one row of 32-bit features for each image, [N, features].</param>
/// <param name="Layer">The layer whose output the features are.</param>
/// <param name="Preprocessing">What is done to images before, of the network's size.</param>
/// <param name="Remark">What is worth telling about that; null if there is nothing.</param>
internal sealed record BackboneBody(OnnxNetwork Network, string Layer, BackbonePreprocessing Preprocessing, string? Remark)
{
    /// <summary>Cuts a backbone.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="layer">The layer; null for the backbone's own feature layer, or the one that the network's shape tells.</param>
    /// <param name="pooling">How a layer's feature maps become a row.</param>
    /// <param name="training">
    /// Whether it is to be trained: networks of one channel are then allowed beside those of three, and none that mixes the images of a
    /// batch.
    /// </param>
    /// <exception cref="ArgumentException">There is no such layer, or the preprocessing doesn't fit the network.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't take a batch of images, or its file is missing or damaged.</exception>
    public static BackboneBody Create(Backbone backbone, string? layer, FeaturePooling pooling, bool training = false)
    {
        OnnxNetwork network = Load(backbone);
        ImageInput input = network.GetImageInput();
        if (input.Channels is not (null or 3) && !(training && input.Channels == 1))
            throw new OnnxNetworkException(
                $"The network '{backbone}' takes images of {input.Channels} channels; allowed: {(training ? "1 (grey) or " : "")}3 (red, "
                    + "green, blue)."
            );
        BackbonePreprocessing preprocessing = backbone.GetPreprocessing(out string? remark);
        NetworkLayer features = (layer ?? backbone.FeatureLayer) is { } name ? network.FindLayer(name) : network.FindFeatureLayer();

        // What lies behind the layer needn't fit: it is cut off first.
        OnnxNetwork body = BatchEdit
            .Open(network.CutAt(features.OutputName))
            .WithImageSize(preprocessing.Height, preprocessing.Width)
            .WithPooling(pooling);
        if (BatchEdit.WhyClosed(body) is { } reason && (training || body.Outputs[0].Shape?[0] is not (null or 1)))
            throw new OnnxNetworkException(reason);
        return new BackboneBody(body, features.Name, preprocessing, remark);
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
