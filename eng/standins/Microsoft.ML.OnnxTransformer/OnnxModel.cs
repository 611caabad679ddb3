using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>A network in a session of ONNX Runtime.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OnnxSource _source;

    public OnnxModel(OnnxSource source)
    {
        _source = source;
        _session = CreateSession();
        try
        {
            using Stream model = source.ModelBytes is { } bytes
                ? new MemoryStream(bytes)
                : new FileStream(source.ModelFile!, FileMode.Open, FileAccess.Read, FileShare.Read);
            Dictionary<string, DataViewType> types = OnnxGraphTypes.Read(model);
            Inputs = Variables(_session.InputMetadata, types);
            Outputs = Variables(_session.OutputMetadata, types);
            Overridable = Variables(_session.OverridableInitializerMetadata, types);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public OnnxVariable[] Inputs { get; }

    public OnnxVariable[] Outputs { get; }

    /// <summary>Weights that may be given as inputs.</summary>
    public OnnxVariable[] Overridable { get; }

    public OnnxVariable GetInput(string name) => Array.Find(Inputs, variable => variable.Name == name)
        ?? Array.Find(Overridable, variable => variable.Name == name)
        ?? throw Contracts.ExceptParam(nameof(name), $"The ONNX model has no input '{name}'; it has {Names(Inputs)}.");

    public OnnxVariable GetOutput(string name) => Array.Find(Outputs, variable => variable.Name == name)
        ?? throw Contracts.ExceptParam(nameof(name), $"The ONNX model has no output '{name}'; it has {Names(Outputs)}.");

    public byte[] ReadBytes() => _source.ModelBytes ?? File.ReadAllBytes(_source.ModelFile!);

    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(NamedOnnxValue[] inputs, string[] outputs) => _session.Run(inputs, outputs);

    public void Dispose() => _session.Dispose();

    private InferenceSession CreateSession()
    {
        if (_source.GpuDeviceId is not { } device)
            return CreateSession(new SessionOptions());

        // Other errors, such as a library built without CUDA, are no reason to run on the CPU: they are ML.NET's callers' as well.
        try
        {
            return CreateSession(SessionOptions.MakeSessionOptionWithCudaProvider(device));
        }
        catch (OnnxRuntimeException) when (_source.FallbackToCpu)
        {
            return CreateSession(new SessionOptions());
        }
    }

    private InferenceSession CreateSession(SessionOptions options)
    {
        using (options)
        {
            options.InterOpNumThreads = _source.InterOpNumThreads ?? 0;
            options.IntraOpNumThreads = _source.IntraOpNumThreads ?? 0;
            return _source.ModelBytes is { } bytes ? new InferenceSession(bytes, options) : new InferenceSession(_source.ModelFile!, options);
        }
    }

    private OnnxVariable[] Variables(IReadOnlyDictionary<string, NodeMetadata> metadata, Dictionary<string, DataViewType> types) =>
        [.. metadata.Where(pair => !IsUnused(pair.Key)).Select(pair => Variable(pair.Key, pair.Value, types[pair.Key]))];

    // ML.NET's own exports name what they don't need so.
    private static bool IsUnused(string name) => name.StartsWith("mlnet.", StringComparison.Ordinal)
        && (name.EndsWith(".unusedInput", StringComparison.Ordinal) || name.EndsWith(".unusedOutput", StringComparison.Ordinal));

    private OnnxVariable Variable(string name, NodeMetadata metadata, DataViewType type)
    {
        if (_source.Shapes == null || !_source.Shapes.TryGetValue(name, out int[]? shape))
            return new OnnxVariable(name, (int[])metadata.Dimensions.Clone(), type);

        bool compatible = shape.Length == metadata.Dimensions.Length
            && shape.Zip(metadata.Dimensions).All(pair => pair.First == pair.Second || pair.First <= 0 || pair.Second <= 0);
        if (!compatible)
        {
            throw Contracts.ExceptParam(
                "shapeDictionary",
                $"'{name}' has the shape [{string.Join(", ", metadata.Dimensions)}] in the ONNX model, which [{string.Join(", ", shape)}] can't replace: "
                + "only unknown dimensions can be given or left open.");
        }

        if (type is VectorDataViewType vector)
            type = shape.All(dimension => dimension > 0) ? new VectorDataViewType(vector.ItemType, shape) : new VectorDataViewType(vector.ItemType);
        return new OnnxVariable(name, (int[])shape.Clone(), type);
    }

    private static string Names(OnnxVariable[] variables) => string.Join(", ", variables.Select(variable => $"'{variable.Name}'"));
}
