using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Export;

/// <summary>A pipeline that was exported, in ONNX Runtime alone.</summary>
internal sealed class ExportedModel : IDisposable
{
    private readonly InferenceSession _session;

    public ExportedModel(MLContext context, ITransformer model, DataViewSchema schema, string file, params string[] outputs)
    {
        context.Model.ExportOnnx(model, schema, file, outputs);
        Network = OnnxNetwork.Load(file);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        _session = new InferenceSession(file, options);
    }

    public OnnxNetwork Network { get; }

    public IReadOnlyList<string> Inputs => [.. _session.InputMetadata.Keys];

    public IReadOnlyList<string> Outputs => [.. _session.OutputMetadata.Keys];

    public void Dispose() => _session.Dispose();

    /// <summary>What all outputs are of these inputs: numbers, or text as <see cref="object.ToString"/> writes it.</summary>
    public IReadOnlyDictionary<string, object> Run(params OrtValue[] inputs)
    {
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(options, Inputs, inputs, Outputs);
        return Outputs.Zip(results).ToDictionary(pair => pair.First, pair => Content(pair.Second));
    }

    /// <summary>A photo's pixels, as any other program reads them.</summary>
    public static OrtValue Pixels(string photo)
    {
        using SKBitmap bitmap = SKBitmap.Decode(photo);
        using SKBitmap colours = bitmap.Copy(SKColorType.Rgba8888);
        byte[] rgb = [.. colours.Bytes.Where((_, i) => i % 4 != 3)];
        return OrtValue.CreateTensorValueFromMemory(rgb, [bitmap.Height, bitmap.Width, 3]);
    }

    public static OrtValue Row(params float[] numbers) => OrtValue.CreateTensorValueFromMemory(numbers, [1, numbers.Length]);

    private static object Content(OrtValue value)
    {
        Assert.Equal([1, value.GetTensorTypeAndShape().ElementCount], value.GetTensorTypeAndShape().Shape);
        return value.GetTensorTypeAndShape().ElementDataType switch
        {
            TensorElementType.String => value.GetStringTensorAsArray().Single(),
            TensorElementType.Bool => value.GetTensorDataAsSpan<bool>()[0].ToString(),
            _ => value.GetTensorDataAsSpan<float>().ToArray(),
        };
    }
}
