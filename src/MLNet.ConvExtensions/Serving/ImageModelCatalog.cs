using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Serving;

namespace Microsoft.ML;

/// <summary>Adds models that predict for images in any form to <see cref="ModelOperationsCatalog"/>.</summary>
public static class ImageModelCatalog
{
    /// <summary>
    /// Loads a model that predicts for images: features of a network or hand-crafted ones with any trainer of ML.NET, a network that was
    /// trained or fine-tuned here, ensembles, nearest neighbours. It may have been trained on paths, encoded images or
    /// <see cref="Data.MLImage"/>, and predicts for all of them: <c>using ImageModel model = mlContext.Model.LoadImageModel("model.zip");
    /// model.Predict("photo.jpg")</c>.
    /// </summary>
    /// <param name="catalog">The models' catalog.</param>
    /// <param name="filePath">The model file.</param>
    /// <param name="inputColumnName">
    /// The column of the model's input that has the images. If left out, the one that its predictions depend on; a model that was saved
    /// without a schema may need it.
    /// </param>
    /// <param name="gpuDeviceId">The CUDA device for the model's networks; null for the CPU.</param>
    /// <param name="fallbackToCpu">Whether to run on the CPU if the GPU can't be had. Otherwise that is an error.</param>
    /// <returns>The model. Dispose it when it is no longer needed: it owns ONNX Runtime sessions.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">
    /// The file isn't a model of ML.NET, or is damaged, or was saved by a later version of this library.
    /// </exception>
    /// <exception cref="NotSupportedException">
    /// The model doesn't predict classes or a number, or not from images alone: the message says what it predicts from.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="gpuDeviceId"/> is below 0.</exception>
    /// <exception cref="InvalidOperationException">The GPU can't be had, and <paramref name="fallbackToCpu"/> is false.</exception>
    public static ImageModel LoadImageModel(
        this ModelOperationsCatalog catalog,
        string filePath,
        string? inputColumnName = null,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        if (!File.Exists(filePath))
            throw new FileNotFoundException($"The model '{Path.GetFullPath(filePath)}' is not there.", filePath);
        ITransformer model = catalog.LoadWithConvFeatures(filePath, out DataViewSchema schema, gpuDeviceId, fallbackToCpu);
        string name = $"The model '{Path.GetFileName(filePath)}'";
        return ImageModel.Create(model, schema, inputColumnName, name, new ScoringStages(model), ownsModel: true);
    }

    /// <summary>Loads a model from a stream as the overload that takes a path does.</summary>
    /// <param name="catalog">The models' catalog.</param>
    /// <param name="stream">The model file's contents, from the stream's position on; it stays open.</param>
    /// <param name="inputColumnName">As for the overload that takes a path.</param>
    /// <param name="gpuDeviceId">The CUDA device for the model's networks; null for the CPU.</param>
    /// <param name="fallbackToCpu">Whether to run on the CPU if the GPU can't be had. Otherwise that is an error.</param>
    /// <returns>The model.</returns>
    public static ImageModel LoadImageModel(
        this ModelOperationsCatalog catalog,
        Stream stream,
        string? inputColumnName = null,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(stream);
        ITransformer model = catalog.LoadWithConvFeatures(stream, out DataViewSchema schema, gpuDeviceId, fallbackToCpu);
        return ImageModel.Create(model, schema, inputColumnName, "The model in the stream", new ScoringStages(model), ownsModel: true);
    }

    /// <summary>
    /// Makes a model in memory one that predicts for images, as <see cref="LoadImageModel(ModelOperationsCatalog, string, string?, int?,
    /// bool)"/> does.
    /// </summary>
    /// <param name="catalog">The models' catalog.</param>
    /// <param name="model">The fitted model. It stays its owner's, and must not be disposed earlier than what is made of it.</param>
    /// <param name="inputSchema">The schema of the data that it was fitted on.</param>
    /// <param name="inputColumnName">The column of images. If left out, the one that the model's predictions depend on.</param>
    /// <param name="gpuDeviceId">The CUDA device for the model's networks; null where they are to run where they do.</param>
    /// <param name="fallbackToCpu">Whether to run on the CPU if the GPU can't be had. Otherwise that is an error.</param>
    /// <returns>The model. Dispose it when it is no longer needed.</returns>
    /// <exception cref="NotSupportedException">
    /// The model doesn't predict classes or a number, or not from images alone: the message says what it predicts from.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="gpuDeviceId"/> is below 0.</exception>
    /// <exception cref="InvalidOperationException">The GPU can't be had, and <paramref name="fallbackToCpu"/> is false.</exception>
    public static ImageModel CreateImageModel(
        this ModelOperationsCatalog catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        string? inputColumnName = null,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        var stages = new ScoringStages(model, gpuDeviceId, fallbackToCpu);
        return ImageModel.Create(model, inputSchema, inputColumnName, "The model", stages, ownsModel: false);
    }
}
