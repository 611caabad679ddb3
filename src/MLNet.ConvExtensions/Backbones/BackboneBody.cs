using MLNet.ConvExtensions.Networks.Edits;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>A backbone cut at a layer, for any number of samples of a settled size.</summary>
/// <param name="Network">[N, ...] of the network's own pixels to one row of 32-bit features for each sample, [N, features].</param>
/// <param name="Layer">The layer whose output the features are.</param>
/// <param name="Preprocessing">
/// What is done to images before, of the network's size; null where it takes vectors, which go into it as they are.
/// </param>
/// <param name="Remark">What is worth telling about that; null if there is nothing.</param>
internal sealed record BackboneBody(OnnxNetwork Network, string Layer, BackbonePreprocessing? Preprocessing, string? Remark)
{
    private const string Tokens = "last_hidden_state";

    /// <summary>Cuts a backbone.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="layer">The layer; null for the backbone's own feature layer, or the one that the network's shape tells.</param>
    /// <param name="pooling">How a layer's feature maps become a row.</param>
    /// <param name="training">Whether it is to be trained: no network is then allowed that mixes the samples of a batch.</param>
    /// <exception cref="ArgumentException">There is no such layer, or the preprocessing doesn't fit the network.</exception>
    /// <exception cref="OnnxNetworkException">
    /// The network doesn't take a batch of images or vectors, or its file is missing or damaged.
    /// </exception>
    public static BackboneBody Create(Backbone backbone, string? layer, FeaturePooling pooling, bool training = false)
    {
        OnnxNetwork network = Load(backbone);
        string? remark = null;
        BackbonePreprocessing? preprocessing = TakesVectors(network) ? null : backbone.GetPreprocessing(out remark);
        if (preprocessing is null && backbone.Preprocessing is not null)
        {
            throw new OnnxNetworkException(
                $"The network '{backbone}' takes {network.Inputs[0].Shape}, vectors as they are, and a preprocessing is given for it; "
                    + "allowed with one: images of 1 (grey) or 3 (red, green, blue) channels. Leave it out."
            );
        }

        if (preprocessing is not null && network.GetImageInput().Channels is { } channels and not (1 or 3))
        {
            throw new OnnxNetworkException(
                $"The network '{backbone}' takes images of {channels} channels; allowed: 1 (grey) or 3 (red, green, blue), or, as vectors of "
                    + "Float, any number where all sizes are fixed."
            );
        }

        NetworkLayer features = (layer ?? TokensFor(pooling, network) ?? backbone.FeatureLayer) is { } name
            ? network.FindLayer(name)
            : network.FindFeatureLayer();

        // What lies behind the layer needn't fit: it is cut off first.
        OnnxNetwork body = BatchEdit.Open(network.CutAt(features.OutputName));
        if (preprocessing is not null)
            body = Sized(body, preprocessing.Height, preprocessing.Width);
        body = body.WithPooling(pooling);
        if (BatchEdit.WhyClosed(body) is { } reason && (training || body.Outputs[0].Shape?[0] is not (null or 1)))
            throw new OnnxNetworkException(reason);
        return new BackboneBody(body, features.Name, preprocessing, remark);
    }

    /// <summary>
    /// Whether a network takes vectors alone: signals, volumes, or images of channels that aren't grey or colours, all of settled size.
    /// </summary>
    public static bool TakesVectors(OnnxNetwork network) =>
        network.Inputs is [{ ElementType: OnnxElementType.Float, Shape: { Count: >= 3 } shape }]
        && shape.Skip(1).All(d => d is > 0)
        && !(shape.Count == 3 && shape[0] is not (null or 1))
        && !(shape.Count == 4 && (shape[1] is >= 1 and <= 4 ? shape[1] : shape[3]) is 1 or 3);

    /// <summary>The output with the tokens, as exports of transformers call it, where a pooling asks for them; null elsewhere.</summary>
    private static string? TokensFor(FeaturePooling pooling, OnnxNetwork network) =>
        pooling is FeaturePooling.ClassToken or FeaturePooling.PatchAverage or FeaturePooling.ClassTokenAndPatchAverage
        && network.Outputs.Any(o => o.Name == Tokens)
            ? Tokens
            : null;

    private static OnnxNetwork Sized(OnnxNetwork body, int height, int width)
    {
        ImageInput image = body.GetImageInput();
        bool open = image.Height is null || image.Width is null;
        return open ? body.WithImageSize(height, width) : body.WithInputSize(height, width);
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
