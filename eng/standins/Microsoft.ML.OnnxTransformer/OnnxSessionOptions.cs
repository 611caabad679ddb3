using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.Transforms.Onnx;

public sealed class OnnxSessionOptions
{
    public OrtLoggingLevel LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    public delegate SessionOptions CreateOnnxSessionOptions();

    public bool EnableMemoryPattern { get; set; } = true;

    public string ProfileOutputPathPrefix { get; set; } = "onnxruntime_profile_";

    public bool EnableProfiling { get; set; }

    public string OptimizedModelFilePath { get; set; } = string.Empty;

    public bool EnableCpuMemArena { get; set; } = true;

    public bool PerSessionThreads { get; set; } = true;

    public int GlobalIntraOpNumThreads { get; set; }

    public int GlobalInterOpNumThreads { get; set; }

    public string LogId { get; set; } = string.Empty;

    public int LogVerbosityLevel { get; set; }

    public int IntraOpNumThreads { get; set; }

    public int InterOpNumThreads { get; set; }

    public GraphOptimizationLevel GraphOptimizationLevel { get; set; } = GraphOptimizationLevel.ORT_ENABLE_ALL;

    public ExecutionMode ExecutionMode { get; set; } = ExecutionMode.ORT_SEQUENTIAL;

    public CreateOnnxSessionOptions? CreateSessionOptions { get; set; }

    internal void CopyTo(SessionOptions sessionOptions)
    {
        sessionOptions.EnableMemoryPattern = EnableMemoryPattern;
        sessionOptions.ProfileOutputPathPrefix = ProfileOutputPathPrefix;
        sessionOptions.EnableProfiling = EnableProfiling;
        sessionOptions.OptimizedModelFilePath = OptimizedModelFilePath;
        sessionOptions.EnableCpuMemArena = EnableCpuMemArena;
        if (!PerSessionThreads)
            sessionOptions.DisablePerSessionThreads();
        sessionOptions.LogId = LogId;
        sessionOptions.LogSeverityLevel = LogSeverityLevel;
        sessionOptions.LogVerbosityLevel = LogVerbosityLevel;
        sessionOptions.InterOpNumThreads = InterOpNumThreads;
        sessionOptions.IntraOpNumThreads = IntraOpNumThreads;
        sessionOptions.GraphOptimizationLevel = GraphOptimizationLevel;
        sessionOptions.ExecutionMode = ExecutionMode;
    }
}
