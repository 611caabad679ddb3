using MLNet.ConvExtensions;

namespace Microsoft.ML;

/// <summary>Adds the stages of convolutional networks to <see cref="TransformsCatalog"/>.</summary>
public static class ConvFeaturesCatalog
{
    /// <summary>
    /// Turns images into features of the small network that is inside this library, <see cref="Backbone.Embedded"/>, whatever else is
    /// there. Name a backbone for photos: <see cref="Backbone.PackagedResNet18"/>, trained on ImageNet, needs no more than its package.
    /// </summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the new column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="inputColumnName">
    /// Name of the column of images: paths, encoded files (vector of bytes), <see cref="Data.MLImage"/>, or pixels (vector of floats).
    /// </param>
    /// <returns>The estimator.</returns>
    public static ConvFeaturesEstimator ConvFeatures(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null
    ) => catalog.ConvFeatures(outputColumnName, inputColumnName, Backbone.Embedded);

    /// <summary>Turns images into features of a pretrained convolutional network.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the new column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="inputColumnName">
    /// Name of the column of images: paths, encoded files (vector of bytes), <see cref="Data.MLImage"/>, or pixels (vector of floats).
    /// </param>
    /// <param name="backbone">
    /// A network's name, such as <c>resnet50</c>, or an ONNX file: any CNN with one input of colour images, NCHW or NHWC, of floats (also
    /// of half precision) or bytes.
    /// </param>
    /// <param name="layer">
    /// The layer whose output becomes the features, by its name or its output's name; if left out, the last pooled layer before the
    /// classifier.
    /// </param>
    /// <param name="pooling">How a layer's feature maps become a vector.</param>
    /// <returns>The estimator.</returns>
    public static ConvFeaturesEstimator ConvFeatures(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        string backbone,
        string? layer = null,
        FeaturePooling pooling = FeaturePooling.Average
    ) => catalog.ConvFeatures(outputColumnName, inputColumnName, Backbone.FromNameOrFile(backbone), layer, pooling);

    /// <summary>Turns images into features of a pretrained convolutional network.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the new column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="inputColumnName">
    /// Name of the column of images: paths, encoded files (vector of bytes), <see cref="Data.MLImage"/>, or pixels (vector of floats).
    /// </param>
    /// <param name="backbone">The network and its preprocessing.</param>
    /// <param name="layer">
    /// The layer whose output becomes the features, by its name or its output's name; if left out, the backbone's own feature layer.
    /// </param>
    /// <param name="pooling">How a layer's feature maps become a vector.</param>
    /// <returns>The estimator.</returns>
    public static ConvFeaturesEstimator ConvFeatures(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        Backbone backbone,
        string? layer = null,
        FeaturePooling pooling = FeaturePooling.Average
    ) =>
        catalog.ConvFeatures(
            backbone,
            new ConvFeaturesOptions
            {
                OutputColumnName = outputColumnName,
                InputColumnName = inputColumnName,
                Layer = layer,
                Pooling = pooling,
            }
        );

    /// <summary>Turns images into features of a pretrained convolutional network.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="backbone">The network and its preprocessing.</param>
    /// <param name="options">Columns, layer, batches, what to do with bad images.</param>
    /// <returns>The estimator.</returns>
    public static ConvFeaturesEstimator ConvFeatures(this TransformsCatalog catalog, Backbone backbone, ConvFeaturesOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(options);
        return new ConvFeaturesEstimator(catalog, backbone, options);
    }
}
