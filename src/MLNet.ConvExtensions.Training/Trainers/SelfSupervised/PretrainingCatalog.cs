using MLNet.ConvExtensions;

namespace Microsoft.ML;

/// <summary>Adds the training of networks on images without labels to <see cref="TransformsCatalog"/>.</summary>
/// <remarks>
/// The networks take images, [N, C, H, W], and may have a classifier, which is left out: <see cref="Architectures"/>,
/// <see cref="NetworkBuilder"/> or an ONNX file, trained or not.
/// </remarks>
public static class PretrainingCatalog
{
    /// <summary>Learns features by making images again from them: a convolutional autoencoder.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="network">The network whose features are to be learned.</param>
    /// <param name="options">The options; the defaults where none are given.</param>
    /// <returns>The estimator.</returns>
    public static PretrainingEstimator PretrainAutoencoder(
        this TransformsCatalog catalog, OnnxNetwork network, PretrainAutoencoderOptions? options = null) =>
        Create(catalog, network, options ?? new PretrainAutoencoderOptions());

    /// <summary>Learns features by telling by how many quarters an image was turned (Gidaris et al., 2018).</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="network">The network whose features are to be learned; its images are as wide as high.</param>
    /// <param name="options">The options; the defaults where none are given.</param>
    /// <returns>The estimator.</returns>
    public static PretrainingEstimator PretrainRotation(
        this TransformsCatalog catalog, OnnxNetwork network, PretrainRotationOptions? options = null) =>
        Create(catalog, network, options ?? new PretrainRotationOptions());

    /// <summary>Learns features that stay alike when an image is changed, and differ between images: SimCLR (Chen et al., 2020).</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="network">The network whose features are to be learned.</param>
    /// <param name="options">The options; the defaults where none are given.</param>
    /// <returns>The estimator.</returns>
    public static PretrainingEstimator PretrainContrastive(
        this TransformsCatalog catalog, OnnxNetwork network, PretrainContrastiveOptions? options = null) =>
        Create(catalog, network, options ?? new PretrainContrastiveOptions());

    private static PretrainingEstimator Create(TransformsCatalog catalog, OnnxNetwork network, PretrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(network);
        return new PretrainingEstimator(catalog, network, options);
    }
}
