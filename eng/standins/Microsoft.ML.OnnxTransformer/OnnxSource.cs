namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Where a network comes from, and how it is to run.</summary>
internal sealed record OnnxSource
{
    public string? ModelFile { get; init; }

    /// <summary>The network itself, where it doesn't come from a file.</summary>
    public byte[]? ModelBytes { get; init; }

    public string[] InputColumns { get; init; } = [];

    public string[] OutputColumns { get; init; } = [];

    public int? GpuDeviceId { get; init; }

    public bool FallbackToCpu { get; init; }

    public IDictionary<string, int[]>? Shapes { get; init; }

    public int RecursionLimit { get; init; } = 100;

    public int? InterOpNumThreads { get; init; }

    public int? IntraOpNumThreads { get; init; }

    /// <returns>Null for no stream, which is refused later as no model file.</returns>
    public static byte[]? ReadAll(Stream? modelBytes)
    {
        if (modelBytes == null)
            return null;
        modelBytes.Seek(0, SeekOrigin.Begin);
        using var buffer = new MemoryStream();
        modelBytes.CopyTo(buffer);
        return buffer.ToArray();
    }
}
