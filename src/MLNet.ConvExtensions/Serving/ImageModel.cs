using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Serving;

namespace MLNet.ConvExtensions;

/// <summary>
/// A model that predicts for images, whichever form it is given them in: files, their contents, or <see cref="MLImage"/>; it may have been
/// trained on another. <see cref="ImageModelCatalog.LoadImageModel(ModelOperationsCatalog, string, string?, int?, bool)"/> makes it of a
/// saved model, <see cref="ImageModelCatalog.CreateImageModel"/> of one in memory.
/// </summary>
/// <remarks>
/// <para>It is safe for any number of threads: one model serves all requests of a service. As many images as there are processors are
/// computed at the same time, the others wait, so that memory for decoded photos stays bounded.</para>
/// <para>Predictions are those of the model's Transform for the same form of image, up to roundings where Transform computes several images
/// in one run of a network. The same photo as file, as contents and as stream gives the same numbers. An MLImage has lost its EXIF
/// orientation and was decoded at full size, so that a large JPEG file as an MLImage can give slightly other numbers.</para>
/// </remarks>
public sealed class ImageModel : IDisposable
{
    private readonly ScoringStages _stages;
    private readonly ModelOutput _output;
    private readonly ModelInput _input;
    private readonly RowPredictorPool _pool;
    private readonly bool _ownsModel;

    private ImageModel(ITransformer model, DataViewSchema? inputSchema, ScoringStages stages, string? column, string name, bool ownsModel)
    {
        Transformer = model;
        InputSchema = inputSchema;
        _stages = stages;
        _input = ModelInput.Find(stages, inputSchema, column, name, out _output);
        _pool = new RowPredictorPool(stages, _input, _output);
        _ownsModel = ownsModel;
        // The first predictor is made now: what is wrong with the model is said now.
        _pool.Prepare();
    }

    /// <summary>
    /// The names of the classes, or of labels that are told at once, in the order of the model's scores; 'false' and 'true' for a binary
    /// model, none for a regression.
    /// </summary>
    public IReadOnlyList<string> Classes => _output.Classes;

    /// <summary>Whether an image has several labels at once: <see cref="ImagePrediction.Labels"/>.</summary>
    public bool IsMultilabel => _output.Task == ModelTask.Multilabel;

    /// <summary>
    /// How many numbers a regression predicts: <see cref="ImagePrediction.Values"/> of several; 0 for classes and labels.
    /// </summary>
    public int NumberOfValues => _output.Numbers;

    /// <summary>Whether the model answers false or true.</summary>
    public bool IsBinary => _output.Task == ModelTask.Binary;

    /// <summary>Whether it tells images unlike any class: <see cref="ImagePrediction.UnknownScore"/>.</summary>
    public bool TellsUnknown => _output.Decided?.TellsUnknown == true;

    /// <summary>Whether it makes sets of classes: <see cref="ImagePrediction.PredictionSet"/>.</summary>
    public bool HasPredictionSets => _output.Decided?.HasSets == true;

    /// <summary>Whether it says taxa: <see cref="ImagePrediction.Taxon"/>.</summary>
    public bool HasTaxa => _output.Decided?.HasTaxa == true;

    /// <summary>The column of the model's input that has the images.</summary>
    public string InputColumnName => _input.Column;

    /// <summary>The model itself, with this library's stages given back.</summary>
    public ITransformer Transformer { get; }

    /// <summary>The schema of the model's input; null if the model was saved without.</summary>
    public DataViewSchema? InputSchema { get; }

    /// <summary>Predicts for an image in a file.</summary>
    /// <param name="path">The file, from the current folder.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ImageInputException">The image can't be read; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public ImagePrediction Predict(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return _pool.Predict(ImageRequest.Of(path));
    }

    /// <summary>Predicts for an encoded image.</summary>
    /// <param name="encoded">The contents of an image file: JPEG, PNG, GIF, BMP or WebP.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ImageInputException">It is no image, or a damaged one.</exception>
    /// <exception cref="NotSupportedException">The model reads files by a stage of ML.NET's own, and takes paths only.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public ImagePrediction Predict(ReadOnlyMemory<byte> encoded) => _pool.Predict(ImageRequest.Of(encoded));

    /// <summary>Predicts for an image in memory.</summary>
    /// <param name="image">The image, upright. It stays the caller's.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ImageInputException">The image can't be used.</exception>
    /// <exception cref="NotSupportedException">The model reads files by a stage of ML.NET's own, and takes paths only.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public ImagePrediction Predict(MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return _pool.Predict(ImageRequest.Of(image));
    }

    /// <summary>Predicts for an encoded image in a stream.</summary>
    /// <param name="stream">The contents of an image file, from the stream's position to its end. It stays open.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ImageInputException">It is no image, or a damaged one.</exception>
    /// <exception cref="NotSupportedException">The model reads files by a stage of ML.NET's own, and takes paths only.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public ImagePrediction Predict(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var contents = new MemoryStream();
        stream.CopyTo(contents);
        return Predict(contents.GetBuffer().AsMemory(0, (int)contents.Length));
    }

    /// <summary>Predicts for many images in files, on all processors. Lazy: a few images ahead of the one that is asked for.</summary>
    /// <param name="paths">The files, from the current folder.</param>
    /// <returns>
    /// The predictions, in the order of the files. One that can't be read has an <see cref="ImagePrediction.Error"/>, and the others go on.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IEnumerable<ImagePrediction> Predict(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return PredictEach(paths);
    }

    /// <summary>Predicts for an encoded image without keeping a thread waiting for a processor.</summary>
    /// <param name="encoded">The contents of an image file: JPEG, PNG, GIF, BMP or WebP. They must not change meanwhile.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ImageInputException">It is no image, or a damaged one.</exception>
    /// <exception cref="NotSupportedException">The model reads files by a stage of ML.NET's own, and takes paths only.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<ImagePrediction> PredictAsync(ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken = default) =>
        _pool.PredictAsync(ImageRequest.Of(encoded), cancellationToken);

    /// <summary>
    /// Predicts for an encoded image in a stream, such as an upload, without keeping a thread waiting for it or for a processor.
    /// </summary>
    /// <param name="stream">The contents of an image file, from the stream's position to its end. It stays open.</param>
    /// <param name="cancellationToken">Ends the reading and the waiting.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ImageInputException">It is no image, or a damaged one.</exception>
    /// <exception cref="NotSupportedException">The model reads files by a stage of ML.NET's own, and takes paths only.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ImagePrediction> PredictAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var contents = new MemoryStream();
        await stream.CopyToAsync(contents, cancellationToken).ConfigureAwait(false);
        return await PredictAsync(contents.GetBuffer().AsMemory(0, (int)contents.Length), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Lets go of the model, and disposes it if it was loaded; one that was made in memory stays its owner's. Waits for
    /// predictions that are being made. May be called twice.
    /// </summary>
    public void Dispose()
    {
        _pool.Dispose();
        _stages.Dispose();
        if (_ownsModel)
            (Transformer as IDisposable)?.Dispose();
    }

    /// <param name="model">The model.</param>
    /// <param name="inputSchema">The schema of its input; null if it isn't known.</param>
    /// <param name="column">The column of images; null to find it.</param>
    /// <param name="name">What to call the model at the start of a message.</param>
    /// <param name="stages">The model's stages, which are disposed if this fails.</param>
    /// <param name="ownsModel">Whether the model is disposed with what is made, or if this fails.</param>
    internal static ImageModel Create(
        ITransformer model,
        DataViewSchema? inputSchema,
        string? column,
        string name,
        ScoringStages stages,
        bool ownsModel
    )
    {
        try
        {
            return new ImageModel(model, inputSchema, stages, column, name, ownsModel);
        }
        catch
        {
            stages.Dispose();
            if (ownsModel)
                (model as IDisposable)?.Dispose();
            throw;
        }
    }

    private IEnumerable<ImagePrediction> PredictEach(IEnumerable<string> paths)
    {
        var ahead = new Queue<Task<ImagePrediction>>();
        foreach (string path in paths)
        {
            ahead.Enqueue(PredictOrSay(path));
            if (ahead.Count > 2 * Environment.ProcessorCount)
                yield return ahead.Dequeue().GetAwaiter().GetResult();
        }

        while (ahead.TryDequeue(out Task<ImagePrediction>? next))
            yield return next.GetAwaiter().GetResult();
    }

    private async Task<ImagePrediction> PredictOrSay(string path)
    {
        try
        {
            return await _pool.PredictAsync(ImageRequest.Of(path)).ConfigureAwait(false);
        }
        catch (ImageInputException e)
        {
            return new ImagePrediction { Image = path, Error = e.Message };
        }
    }
}
