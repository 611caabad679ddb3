using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;

namespace Microsoft.ML;

public static class OnnxCatalog
{
    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string modelFile, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, new OnnxSource { ModelFile = modelFile }, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, Stream modelBytes, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Apply(catalog, new OnnxSource { ModelBytes = OnnxSource.ReadAll(modelBytes) }, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string modelFile,
        IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false) =>
        Apply(catalog, new OnnxSource { ModelFile = modelFile, Shapes = shapeDictionary }, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        Stream modelBytes,
        IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false) =>
        Apply(catalog, new OnnxSource { ModelBytes = OnnxSource.ReadAll(modelBytes), Shapes = shapeDictionary }, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        string modelFile,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false) =>
        ApplyOnnxModel(catalog, [outputColumnName], [inputColumnName], modelFile, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        Stream modelBytes,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false) =>
        ApplyOnnxModel(catalog, [outputColumnName], [inputColumnName], modelBytes, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, OnnxOptions options)
    {
        var source = new OnnxSource
        {
            ModelFile = options.ModelFile,
            InputColumns = options.InputColumns!,
            OutputColumns = options.OutputColumns!,
            Shapes = options.ShapeDictionary,
            RecursionLimit = options.RecursionLimit,
            InterOpNumThreads = options.InterOpNumThreads,
            IntraOpNumThreads = options.IntraOpNumThreads,
        };
        return Apply(catalog, source, options.GpuDeviceId, options.FallbackToCpu);
    }

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        string modelFile,
        IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false) =>
        ApplyOnnxModel(catalog, [outputColumnName], [inputColumnName], modelFile, shapeDictionary, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        Stream modelBytes,
        IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false) =>
        ApplyOnnxModel(catalog, [outputColumnName], [inputColumnName], modelBytes, shapeDictionary, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string[] outputColumnNames,
        string[] inputColumnNames,
        string modelFile,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false) =>
        Apply(catalog, Named(outputColumnNames, inputColumnNames) with { ModelFile = modelFile }, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string[] outputColumnNames,
        string[] inputColumnNames,
        Stream modelBytes,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false) =>
        Apply(catalog, Named(outputColumnNames, inputColumnNames) with { ModelBytes = OnnxSource.ReadAll(modelBytes) }, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string[] outputColumnNames,
        string[] inputColumnNames,
        string modelFile,
        IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false) =>
        Apply(catalog, Named(outputColumnNames, inputColumnNames) with { ModelFile = modelFile, Shapes = shapeDictionary }, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string[] outputColumnNames,
        string[] inputColumnNames,
        Stream modelBytes,
        IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false) =>
        Apply(
            catalog,
            Named(outputColumnNames, inputColumnNames) with { ModelBytes = OnnxSource.ReadAll(modelBytes), Shapes = shapeDictionary },
            gpuDeviceId,
            fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string[] outputColumnNames,
        string[] inputColumnNames,
        string modelFile,
        IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false,
        int recursionLimit = 100) =>
        Apply(
            catalog,
            Named(outputColumnNames, inputColumnNames) with { ModelFile = modelFile, Shapes = shapeDictionary, RecursionLimit = recursionLimit },
            gpuDeviceId,
            fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog,
        string[] outputColumnNames,
        string[] inputColumnNames,
        Stream modelBytes,
        IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false,
        int recursionLimit = 100) =>
        Apply(
            catalog,
            Named(outputColumnNames, inputColumnNames) with
            {
                ModelBytes = OnnxSource.ReadAll(modelBytes),
                Shapes = shapeDictionary,
                RecursionLimit = recursionLimit,
            },
            gpuDeviceId,
            fallbackToCpu);

    private static OnnxSource Named(string[] outputs, string[] inputs) => new() { InputColumns = inputs, OutputColumns = outputs };

    // The device of the context counts where the call names none, and its fallback comes with it.
    private static OnnxScoringEstimator Apply(TransformsCatalog catalog, OnnxSource source, int? gpuDeviceId, bool fallbackToCpu)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        HostEnvironment settings = env.GetSettings();
        bool ofContext = gpuDeviceId == null && settings.GpuDeviceId != null;
        return new OnnxScoringEstimator(env, source with
        {
            GpuDeviceId = ofContext ? settings.GpuDeviceId : gpuDeviceId,
            FallbackToCpu = ofContext ? settings.FallbackToCpu : fallbackToCpu,
        });
    }
}
