using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Saving;
using MLNet.ConvExtensions.Stock;

namespace Microsoft.ML;

/// <summary>Adds the loading of models with stages of this library to <see cref="ModelOperationsCatalog"/>.</summary>
public static class ConvFeaturesModelCatalog
{
    /// <summary>
    /// Loads a model and gives back its <c>ConvFeatures</c> stages as <see cref="ConvFeaturesTransformer"/>s, whose features are to the bit
    /// those of the stages that were saved. The backbone's file isn't needed. All other stages are as <c>Model.Load</c> gives them, and a
    /// model without such stages simply loads. Networks that were trained by this library compute in batches again.
    /// </summary>
    /// <remarks>
    /// Where <c>Model.Load</c> loads such a model, without this library too, the features come from stock stages, which resize images
    /// in another way and take them one at a time: see <see cref="ConvFeaturesEstimator"/>.
    /// </remarks>
    /// <param name="catalog">The models' catalog.</param>
    /// <param name="filePath">The model file.</param>
    /// <param name="inputSchema">The schema of the model's input, as it was saved; null if the model was saved without.</param>
    /// <param name="configure">
    /// Receives the options of each stage as they were saved and returns those to use, for instance <c>o => o with { GpuDeviceId = 0 }</c>. What
    /// concerns the machine (GPU, batch size, parallelism, cache, logger) isn't saved and stands at its default; layer, pooling and crops can't be changed.
    /// </param>
    /// <returns>The model. Dispose it when it is no longer needed: its stages own ONNX Runtime sessions.</returns>
    /// <exception cref="FormatException">The file isn't a model of ML.NET, or is damaged, or was saved by a later version of this library.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or changes layer, pooling or crops.</exception>
    /// <exception cref="InvalidOperationException">A GPU was asked for and can't be had.</exception>
    public static ITransformer LoadWithConvFeatures(
        this ModelOperationsCatalog catalog,
        string filePath,
        out DataViewSchema inputSchema,
        Func<ConvFeaturesOptions, ConvFeaturesOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using FileStream stream = File.OpenRead(filePath);
        return Load(catalog, stream, $"The model '{filePath}'", out inputSchema, configure);
    }

    /// <summary>Loads a model from a stream as the overload that takes a path does.</summary>
    /// <param name="catalog">The models' catalog.</param>
    /// <param name="stream">The model file's contents, from the stream's position on; it stays open.</param>
    /// <param name="inputSchema">The schema of the model's input, as it was saved; null if the model was saved without.</param>
    /// <param name="configure">As for the overload that takes a path.</param>
    /// <returns>The model.</returns>
    public static ITransformer LoadWithConvFeatures(
        this ModelOperationsCatalog catalog,
        Stream stream,
        out DataViewSchema inputSchema,
        Func<ConvFeaturesOptions, ConvFeaturesOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek && stream.Position == 0)
            return Load(catalog, stream, "The model in the stream", out inputSchema, configure);

        // The file is read twice, and a zip counts its positions from the start of its stream.
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Load(catalog, copy, "The model in the stream", out inputSchema, configure);
    }

    /// <summary>
    /// Loads a model, gives back its stages, and runs their networks on a device. Networks in stages of ML.NET's own run where
    /// <see cref="MLContext.GpuDeviceId"/> says.
    /// </summary>
    /// <param name="catalog">The models' catalog.</param>
    /// <param name="filePath">The model file.</param>
    /// <param name="inputSchema">The schema of the model's input, as it was saved; null if the model was saved without.</param>
    /// <param name="gpuDeviceId">The CUDA device; null for the CPU.</param>
    /// <param name="fallbackToCpu">Whether to run on the CPU if the GPU can't be had. Otherwise that is an error.</param>
    /// <returns>The model. Dispose it when it is no longer needed: its stages own ONNX Runtime sessions.</returns>
    /// <exception cref="FormatException">The file isn't a model of ML.NET, or is damaged, or was saved by a later version of this library.</exception>
    /// <exception cref="ArgumentException"><paramref name="gpuDeviceId"/> is below 0.</exception>
    /// <exception cref="InvalidOperationException">The GPU can't be had, and <paramref name="fallbackToCpu"/> is false.</exception>
    public static ITransformer LoadWithConvFeatures(
        this ModelOperationsCatalog catalog,
        string filePath,
        out DataViewSchema inputSchema,
        int? gpuDeviceId,
        bool fallbackToCpu = false
    ) => catalog.LoadWithConvFeatures(filePath, out inputSchema, OnDevice(gpuDeviceId, fallbackToCpu));

    /// <summary>Loads a model from a stream as the overload that takes a path does.</summary>
    /// <param name="catalog">The models' catalog.</param>
    /// <param name="stream">The model file's contents, from the stream's position on; it stays open.</param>
    /// <param name="inputSchema">The schema of the model's input, as it was saved; null if the model was saved without.</param>
    /// <param name="gpuDeviceId">The CUDA device; null for the CPU.</param>
    /// <param name="fallbackToCpu">Whether to run on the CPU if the GPU can't be had. Otherwise that is an error.</param>
    /// <returns>The model.</returns>
    public static ITransformer LoadWithConvFeatures(
        this ModelOperationsCatalog catalog,
        Stream stream,
        out DataViewSchema inputSchema,
        int? gpuDeviceId,
        bool fallbackToCpu = false
    ) => catalog.LoadWithConvFeatures(stream, out inputSchema, OnDevice(gpuDeviceId, fallbackToCpu));

    private static Func<ConvFeaturesOptions, ConvFeaturesOptions> OnDevice(int? gpuDeviceId, bool fallbackToCpu) =>
        options => options with { GpuDeviceId = gpuDeviceId, FallbackToCpu = fallbackToCpu };

    private static ITransformer Load(
        ModelOperationsCatalog catalog,
        Stream stream,
        string name,
        out DataViewSchema inputSchema,
        Func<ConvFeaturesOptions, ConvFeaturesOptions>? configure
    )
    {
        ITransformer? loaded = null;
        try
        {
            using ModelArchive archive = ModelArchive.Open(stream);
            stream.Position = 0;
            loaded = LoadStock(catalog, stream, out inputSchema);
            using var stages = new SavedStages(archive, configure);
            ITransformer model = stages.Restore(loaded);
            loaded = null;
            return model;
        }
        catch (Exception e) when (Damage(e) is { } damage)
        {
            throw new FormatException($"{name} can't be loaded: {damage.Message}", e);
        }
        finally
        {
            (loaded as IDisposable)?.Dispose();
        }
    }

    /// <summary>The model as ML.NET alone loads it. Of a damaged one its stages throw whatever comes of the values that they find.</summary>
    private static ITransformer LoadStock(ModelOperationsCatalog catalog, Stream stream, out DataViewSchema inputSchema)
    {
        try
        {
            return catalog.Load(stream, out inputSchema);
        }
        catch (Exception e) when (Damage(e) is null && !IsOfMachine(e))
        {
            throw new FormatException(e.GetBaseException().Message, e);
        }
    }

    /// <summary>Whether what is missing is memory, a native library or a GPU, and not something in the file.</summary>
    private static bool IsOfMachine(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            bool ofMachine =
                error
                is OutOfMemoryException
                    or DllNotFoundException
                    or EntryPointNotFoundException
                    or MissingMethodException
                    or TypeInitializationException;
            if (ofMachine || error.Message.Contains("CUDA", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>What is wrong with the file, if that is the reason: ML.NET wraps errors of stages within stages once for each.</summary>
    private static Exception? Damage(Exception? error)
    {
        while (error is not (null or InvalidDataException or EndOfStreamException or FormatException))
            error = error.InnerException;
        return error;
    }
}
