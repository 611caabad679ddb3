using MLNet.ConvExtensions.Networks.Edits.Quantization;
using MLNet.ConvExtensions.Quantization;

namespace MLNet.ConvExtensions;

/// <summary>Makes networks smaller and faster.</summary>
public static class NetworkQuantization
{
    /// <summary>
    /// The network of a backbone with whole numbers of 8 bits, or half floats, in place of 32 bits, and what that has cost and brought on
    /// this machine. With 8 bits, ranges between layers are found by running the network on photos (static quantisation in ONNX's QDQ form:
    /// signed weights with a scale for each output channel, unsigned numbers between layers); where all layers lose more than is allowed,
    /// the most sensitive ones stay in 32 bits.
    /// </summary>
    /// <param name="backbone">The backbone: any network that takes photos, pretrained, fine-tuned or trained.</param>
    /// <param name="photos">
    /// The files of photos like those that it will see, 8 or more; some hundred are good. Both networks are compared on all.
    /// </param>
    /// <param name="options">How, and what it may cost.</param>
    /// <param name="labels">
    /// The photos' classes; null where they aren't known. The loss is then one of accuracy: the network's own where it knows these classes,
    /// else that of logistic regression on its features.
    /// </param>
    /// <param name="groups">What belongs together, such as bursts, for folds of the regression; null where nothing does.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The network, with the preprocessing and the classes in its file's notes, and the report.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, there are too few photos, or not as many labels as photos.
    /// </exception>
    /// <exception cref="ImageInputException">A photo can't be read; the message names it.</exception>
    /// <exception cref="OnnxNetworkException">
    /// The network is quantised already, takes no photos, has nothing to quantise, or gives something that is no finite number.
    /// </exception>
    /// <exception cref="QuantizationException">The result is worse or slower than the options allow.</exception>
    public static QuantizationResult Quantize(
        this Backbone backbone,
        IReadOnlyList<string> photos,
        QuantizationOptions? options = null,
        IReadOnlyList<string>? labels = null,
        IReadOnlyList<string>? groups = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(photos);
        options ??= new QuantizationOptions();
        options.Validate();
        int different = photos.Distinct().Count();
        if (different < QuantizationOptions.FewestPhotos)
        {
            throw new ArgumentException(
                $"There are {different} different photos; needed: {QuantizationOptions.FewestPhotos} or more, like those that the network "
                    + "will see. Some hundred are good.",
                nameof(photos)
            );
        }

        CheckCount(labels, photos.Count, nameof(labels));
        CheckCount(groups, photos.Count, nameof(groups));
        if (QuantizationEdit.IsQuantized(backbone.Network))
        {
            throw new OnnxNetworkException(
                $"The network '{backbone}' is quantised already; needed: the network in 32 bits that it was made of."
            );
        }

        return new Quantizer(backbone, options, cancellationToken).Run(photos, labels, groups);
    }

    /// <summary>
    /// As <see cref="Quantize(Backbone, IReadOnlyList{string}, QuantizationOptions, IReadOnlyList{string}, IReadOnlyList{string},
    /// CancellationToken)"/>, for a network whose file says how its images are prepared, or that takes them as ImageNet's networks do.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="photos">The files of photos like those that it will see, 8 or more.</param>
    /// <param name="options">How, and what it may cost.</param>
    /// <param name="labels">The photos' classes; null where they aren't known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The network and the report.</returns>
    public static QuantizationResult Quantize(
        this OnnxNetwork network,
        IReadOnlyList<string> photos,
        QuantizationOptions? options = null,
        IReadOnlyList<string>? labels = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        string name = network.Name.Length > 0 ? network.Name : "network";
        return Backbone.FromNetwork(name, network).Quantize(photos, options, labels, groups: null, cancellationToken);
    }

    private static void CheckCount(IReadOnlyList<string>? values, int photos, string name)
    {
        if (values is not null && values.Count != photos)
            throw new ArgumentException($"There are {values.Count} {name} for {photos} photos; needed: one for each.", name);
    }
}
