using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks;

/// <summary>
/// Reads an ONNX file and refuses what isn't a network that can be worked with, saying what was found and what is allowed.
/// </summary>
internal static class ModelReader
{
    private const long SmallestIrVersion = 3;
    private const long SmallestOpset = 7;

    /// <summary>Operator domains that ONNX Runtime brings along.</summary>
    private static readonly HashSet<string> KnownDomains =
    [
        "",
        "ai.onnx",
        "ai.onnx.ml",
        "com.microsoft",
        "com.microsoft.nchwc",
        "com.ms.internal.nhwc",
    ];

    /// <param name="path">The file.</param>
    /// <param name="bring">Sees to it that a file beside it, of this path from its folder on, is there.</param>
    public static ModelProto FromFile(string path, Action<string>? bring = null)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            if (stream.Length > int.MaxValue)
                throw new OnnxNetworkException(
                    $"'{path}' has {stream.Length:N0} bytes; "
                        + $"an ONNX file has at most {int.MaxValue:N0}, more weights go into external data files."
                );
            ModelProto model = Parse(() => ModelProto.Parser.ParseFrom(stream), path, stream.Length);
            ExternalData.Read(model, path, bring);
            Check(model, path);
            return model;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OnnxNetworkException($"'{path}' can't be read as an ONNX file: {exception.Message}", exception);
        }
    }

    public static ModelProto FromStream(Stream stream)
    {
        ModelProto model = Parse(
            () => ModelProto.Parser.ParseFrom(stream),
            "the ONNX stream",
            stream.CanSeek ? stream.Length - stream.Position : null
        );
        ExternalData.Refuse(model);
        Check(model, "the ONNX stream");
        return model;
    }

    public static ModelProto FromBytes(ReadOnlySpan<byte> bytes)
    {
        // A span can't be captured, and there are no weights to share in bytes that the caller may write to again.
        var copy = ByteString.CopyFrom(bytes);
        ModelProto model = Parse(() => ModelProto.Parser.ParseFrom(copy), "the ONNX bytes", bytes.Length);
        ExternalData.Refuse(model);
        Check(model, "the ONNX bytes");
        return model;
    }

    private static ModelProto Parse(Func<ModelProto> parse, string source, long? length)
    {
        if (length == 0)
            throw new OnnxNetworkException($"{Quoted(source)} is empty; an ONNX network was expected.");
        try
        {
            return parse();
        }
        catch (InvalidProtocolBufferException exception)
        {
            string size = length is { } bytes ? $" ({bytes:N0} bytes)" : "";
            throw new OnnxNetworkException(
                $"{Quoted(source)}{size} is not an ONNX file, or is truncated or damaged: {exception.Message}",
                exception
            );
        }
    }

    private static void Check(ModelProto model, string source)
    {
        string name = Quoted(source);
        if (model.Graph is null)
            throw new OnnxNetworkException($"{name} is not an ONNX network: it holds no graph.");
        if (model.IrVersion < SmallestIrVersion)
            throw new OnnxNetworkException(
                $"{name} has ONNX format (IR) version {model.IrVersion}; "
                    + $"{SmallestIrVersion} or later can be used. Convert it with the onnx package's version_converter."
            );
        long opset = OpsetOf(model);
        if (opset < SmallestOpset)
            throw new OnnxNetworkException(
                opset == 0
                    ? $"{name} names no version of the ONNX operator set; {SmallestOpset} or later is allowed. The file may be truncated."
                    : $"{name} uses ONNX operator set {opset}; {SmallestOpset} or later is allowed. Convert it with the onnx package's "
                        + "version_converter."
            );
        if (model.Graph.Node.Count == 0)
            throw new OnnxNetworkException($"{name} holds a graph without any operator.");
        if (model.Graph.Output.Count == 0)
            throw new OnnxNetworkException($"{name} holds a graph without outputs.");

        LocalFunctions.Inline(model, name);
        CheckDomains(model, name);
        CheckTensors(model.Graph, name);
        CheckOrder(model.Graph, name);
    }

    public static long OpsetOf(ModelProto model) =>
        model.OpsetImport.Where(o => ShapeInference.IsStandard(o.Domain)).Select(o => o.Version).DefaultIfEmpty(0).Max();

    private static void CheckDomains(ModelProto model, string name)
    {
        HashSet<string> functions = [.. model.Functions.Select(f => f.Domain)];
        string[] unknown = model
            .Graph.Node.Where(n => !KnownDomains.Contains(n.Domain) && !functions.Contains(n.Domain))
            .Select(n => $"{n.Domain}:{n.OpType}")
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (unknown.Length > 0)
            throw new OnnxNetworkException(
                $"{name} uses operators of a domain that ONNX Runtime doesn't have: {Listed(unknown)}. "
                    + "Allowed are the domains ai.onnx, ai.onnx.ml and com.microsoft, and functions that the file defines."
            );
    }

    private static void CheckTensors(GraphProto graph, string name)
    {
        var seen = new HashSet<string>();
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (!seen.Add(tensor.Name))
                throw new OnnxNetworkException($"{name} holds two weights named '{tensor.Name}'.");
            if (!TensorContents.IsConsistent(tensor))
                throw new OnnxNetworkException(
                    $"{name} is damaged: the weights '{tensor.Name}' don't fill " + $"their dimensions [{string.Join(", ", tensor.Dims)}]."
                );
        }
    }

    /// <summary>Every operator comes after those that it takes its inputs from, and no tensor is written twice.</summary>
    private static void CheckOrder(GraphProto graph, string name)
    {
        HashSet<string> available =
        [
            .. graph.Input.Select(i => i.Name),
            .. graph.Initializer.Select(i => i.Name),
            .. graph.SparseInitializer.Select(s => s.Values?.Name ?? ""),
        ];
        foreach (NodeProto node in graph.Node)
        {
            string? missing = node.Input.FirstOrDefault(i => i.Length > 0 && !available.Contains(i));
            if (missing is not null)
                throw new OnnxNetworkException(
                    $"{name} is damaged: operator {node.OpType} '{node.Name}' takes '{missing}', which nothing before it provides."
                );
            if (node.Output.Count == 0)
                throw new OnnxNetworkException($"{name} is damaged: operator {node.OpType} '{node.Name}' has no output.");
            string? twice = node.Output.FirstOrDefault(o => o.Length > 0 && !available.Add(o));
            if (twice is not null)
                throw new OnnxNetworkException($"{name} is damaged: the tensor '{twice}' is written twice.");
        }

        string? open = graph.Output.Select(o => o.Name).FirstOrDefault(o => !available.Contains(o));
        if (open is not null)
            throw new OnnxNetworkException($"{name} is damaged: nothing provides its output '{open}'.");
    }

    private static string Quoted(string source) => source.StartsWith("the ", StringComparison.Ordinal) ? source : $"'{source}'";

    private static string Listed(string[] items) =>
        items.Length <= 8 ? string.Join(", ", items) : string.Join(", ", items[..8]) + $" and {items.Length - 8} more";
}
