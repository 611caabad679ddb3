using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Insight.Explanations;

namespace Microsoft.ML;

/// <summary>Adds explanations of what models see in photos to <see cref="ModelOperationsCatalog"/>.</summary>
public static class ImageExplainerCatalog
{
    /// <summary>
    /// Explains what in photos speaks for a class, for a model in memory: <c>using ImageExplainer explainer =
    /// mlContext.Model.CreateImageExplainer(model, data.Schema); explainer.Explain("photo.jpg").SaveOverlay("why.png")</c>.
    /// </summary>
    /// <param name="catalog">The models' catalog.</param>
    /// <param name="model">The model, of which one column of images is the input. It stays the caller's.</param>
    /// <param name="inputSchema">The schema of its input.</param>
    /// <param name="options">How it is explained; null for what works best.</param>
    /// <returns>The explainer. Dispose it when it is no longer needed: it owns the networks that it runs.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or there is no such class or layer.</exception>
    /// <exception cref="NotSupportedException">
    /// The model doesn't predict from images alone, or can't be explained by the method that was asked for: the message says by which it can.
    /// </exception>
    /// <exception cref="OnnxNetworkException">The method needs gradients, and an operator of the network has none.</exception>
    /// <exception cref="NativeLibraryException">The method needs gradients, and the application lacks libtorch.</exception>
    public static ImageExplainer CreateImageExplainer(
        this ModelOperationsCatalog catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        ExplanationOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ImageModel images = catalog.CreateImageModel(model, inputSchema);
        return new ImageExplainer(new ExplainedImageModel(images, owns: true), options ?? new ExplanationOptions());
    }

    /// <summary>Explains what in photos speaks for a class, for a model that was loaded for images.</summary>
    /// <param name="catalog">The models' catalog.</param>
    /// <param name="model">
    /// The model, as <see cref="ImageModelCatalog.LoadImageModel(ModelOperationsCatalog, string, string?, int?, bool)"/> gives it. It stays
    /// the caller's, and must not be disposed before.
    /// </param>
    /// <param name="options">How it is explained; null for what works best.</param>
    /// <returns>The explainer.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or there is no such class or layer.</exception>
    /// <exception cref="NotSupportedException">
    /// The model can't be explained by the method that was asked for: the message says by which it can.
    /// </exception>
    /// <exception cref="OnnxNetworkException">The method needs gradients, and an operator of the network has none.</exception>
    /// <exception cref="NativeLibraryException">The method needs gradients, and the application lacks libtorch.</exception>
    public static ImageExplainer CreateImageExplainer(
        this ModelOperationsCatalog catalog,
        ImageModel model,
        ExplanationOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return new ImageExplainer(new ExplainedImageModel(model, owns: false), options ?? new ExplanationOptions());
    }

    /// <summary>Explains what in photos speaks for a class, for a network that ends in a classifier.</summary>
    /// <param name="catalog">The models' catalog.</param>
    /// <param name="backbone">The network; <see cref="Backbone.WithClassNames"/> names its classes.</param>
    /// <param name="options">How it is explained; null for what works best.</param>
    /// <param name="output">The output that tells classes apart, where the network has several and it can't be told which.</param>
    /// <returns>The explainer.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or there is no such class or layer.</exception>
    /// <exception cref="NotSupportedException">
    /// The network can't be explained by the method that was asked for: the message says by which it can.
    /// </exception>
    /// <exception cref="OnnxNetworkException">
    /// The network has no classifier, or the method needs gradients, and an operator of the network has none.
    /// </exception>
    /// <exception cref="NativeLibraryException">The method needs gradients, and the application lacks libtorch.</exception>
    public static ImageExplainer CreateImageExplainer(
        this ModelOperationsCatalog catalog,
        Backbone backbone,
        ExplanationOptions? options = null,
        string? output = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(backbone);
        return new ImageExplainer(new ExplainedBackbone(backbone, output), options ?? new ExplanationOptions());
    }
}
