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
    /// <param name="outputColumnName">Name of the new column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="inputColumnName">
    /// The column of images: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats). If null,
    /// the output column's name.
    /// </param>
    /// <param name="network">The network whose features are to be learned.</param>
    /// <returns>The estimator.</returns>
    public static PretrainingEstimator PretrainAutoencoder(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        OnnxNetwork network
    ) =>
        Create(catalog, network, new PretrainAutoencoderOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName });

    /// <summary>Learns features by making images again from them: a convolutional autoencoder.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="network">The network whose features are to be learned.</param>
    /// <param name="options">Columns, epochs, rates and the like.</param>
    /// <returns>The estimator.</returns>
    public static PretrainingEstimator PretrainAutoencoder(
        this TransformsCatalog catalog,
        OnnxNetwork network,
        PretrainAutoencoderOptions options
    ) => Create(catalog, network, options);

    /// <summary>Learns features by telling by how many quarters an image was turned (Gidaris et al., 2018).</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the new column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="inputColumnName">
    /// The column of images: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats). If null,
    /// the output column's name.
    /// </param>
    /// <param name="network">The network whose features are to be learned; its images are as wide as high.</param>
    /// <returns>The estimator.</returns>
    public static PretrainingEstimator PretrainRotation(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        OnnxNetwork network
    ) => Create(catalog, network, new PretrainRotationOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName });

    /// <summary>Learns features by telling by how many quarters an image was turned (Gidaris et al., 2018).</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="network">The network whose features are to be learned; its images are as wide as high.</param>
    /// <param name="options">Columns, epochs, rates and the like.</param>
    /// <returns>The estimator.</returns>
    public static PretrainingEstimator PretrainRotation(
        this TransformsCatalog catalog,
        OnnxNetwork network,
        PretrainRotationOptions options
    ) => Create(catalog, network, options);

    /// <summary>Learns features that stay alike when an image is changed, and differ between images: SimCLR (Chen et al., 2020).</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the new column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="inputColumnName">
    /// The column of images: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats). If null,
    /// the output column's name.
    /// </param>
    /// <param name="network">The network whose features are to be learned.</param>
    /// <returns>The estimator.</returns>
    public static PretrainingEstimator PretrainContrastive(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        OnnxNetwork network
    ) =>
        Create(catalog, network, new PretrainContrastiveOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName });

    /// <summary>Learns features that stay alike when an image is changed, and differ between images: SimCLR (Chen et al., 2020).</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="network">The network whose features are to be learned.</param>
    /// <param name="options">Columns, epochs, rates and the like.</param>
    /// <returns>The estimator.</returns>
    public static PretrainingEstimator PretrainContrastive(
        this TransformsCatalog catalog,
        OnnxNetwork network,
        PretrainContrastiveOptions options
    ) => Create(catalog, network, options);

    private static PretrainingEstimator Create(TransformsCatalog catalog, OnnxNetwork network, PretrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        return new PretrainingEstimator(catalog, network, options);
    }
}
