using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace MLNet.ConvExtensions.GpuCheck;

/// <summary>What ONNX Runtime computes on the device, against what it computes on the CPU, and where each node ran.</summary>
internal sealed class Features(CheckOptions options, CheckReport report)
{
    /// <summary>ONNX Runtime's convolutions on a GPU round to 10 bits (TF32).</summary>
    private const double Rounded = 1e-2;

    private readonly MLContext _ml = new(seed: 1);

    public void Check()
    {
        report.Run("features", Compare);
        foreach ((string name, Func<OnnxNetwork> build) in Tasks.Compared)
            report.Run($"{name}, where its nodes run", () => Places(name, build()));
        report.Run("embedded backbone, where its nodes run", () => Places("embedded", Backbone.Embedded.Network));
    }

    private void Compare()
    {
        IDataView photos = Tasks.Photos(_ml, options.Photos, 16);
        float[][] expected = Of(photos, null),
            actual = Of(photos, options.RuntimeGpu);
        double largest = expected.Max(row => row.Max(Math.Abs));
        double off = expected.Zip(actual, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();
        report.Near("features of photos", off / largest, Rounded);
    }

    private float[][] Of(IDataView photos, int? gpu)
    {
        var stage = new ConvFeaturesOptions
        {
            InputColumnName = "ImagePath",
            GpuDeviceId = gpu,
            CacheMegabytes = 0,
        };
        using ConvFeaturesTransformer features = _ml.Transforms.ConvFeatures(Backbone.Embedded, stage).Fit(photos);
        return [.. features.Transform(photos).GetColumn<float[]>("Features")];
    }

    private void Places(string name, OnnxNetwork network)
    {
        string folder = Directory.CreateTempSubdirectory("gpu-check").FullName;
        try
        {
            string[] providers = Providers(network, folder);
            string wanted = options.RuntimeGpu is null ? "CPUExecutionProvider" : "CUDAExecutionProvider";
            int elsewhere = providers.Count(p => p != wanted);
            report.True(
                $"{name}, where its nodes run",
                providers.Length > 0 && elsewhere == 0,
                $"{providers.Length} nodes, {elsewhere} not by {wanted}"
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string[] Providers(OnnxNetwork network, string folder)
    {
        using var session = new SessionOptions { EnableProfiling = true, ProfileOutputPathPrefix = Path.Combine(folder, "profile") };
        if (options.RuntimeGpu is int gpu)
            session.AppendExecutionProvider_CUDA(gpu);
        using var running = new InferenceSession(network.ToBytes(), session);
        long[] shape = [1, .. network.Inputs[0].Shape!.Skip(1).Select(d => d ?? Tasks.AnySide)];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[shape.Aggregate(1L, (a, b) => a * b)], shape);
        using var run = new RunOptions();
        running.Run(run, [network.Inputs[0].Name], [input], [network.Outputs[0].Name]).Dispose();
        using JsonDocument profile = JsonDocument.Parse(File.ReadAllText(running.EndProfiling()));
        return
        [
            .. profile
                .RootElement.EnumerateArray()
                .Where(e => e.TryGetProperty("cat", out JsonElement kind) && kind.GetString() == "Node")
                .Select(e =>
                    e.TryGetProperty("args", out JsonElement args) && args.TryGetProperty("provider", out JsonElement p) ? p : default
                )
                .Where(p => p.ValueKind == JsonValueKind.String)
                .Select(p => p.GetString()!),
        ];
    }
}
