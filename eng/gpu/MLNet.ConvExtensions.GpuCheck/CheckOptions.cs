using System.Globalization;

namespace MLNet.ConvExtensions.GpuCheck;

/// <summary>What is checked, and where.</summary>
/// <param name="Gpu">The CUDA device; null for the CPU, on which a dry run goes.</param>
/// <param name="RuntimeGpu">The CUDA device of ONNX Runtime; null where its CUDA package isn't there.</param>
/// <param name="Photos">A folder of photos, a folder for each class.</param>
/// <param name="Peer">What Python's torch measured; null where nothing was.</param>
/// <param name="Quick">Whether speed is measured of a few images only.</param>
internal sealed record CheckOptions(int? Gpu, int? RuntimeGpu, string Photos, string? Peer, bool Quick)
{
    private const string Usage = "usage: --device cpu|cuda:N --onnxruntime cpu|cuda:N --photos DIR [--peer FILE.csv] [--quick]";

    /// <exception cref="ArgumentException">They aren't as they must be.</exception>
    public static CheckOptions Parse(string[] args)
    {
        var options = new CheckOptions(null, null, "", null, false);
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            if (name == "--quick")
            {
                options = options with { Quick = true };
                continue;
            }

            string value = i + 1 < args.Length ? args[++i] : throw new ArgumentException($"{name} has no value. {Usage}");
            options = name switch
            {
                "--device" => options with { Gpu = Device(name, value) },
                "--onnxruntime" => options with { RuntimeGpu = Device(name, value) },
                "--photos" => options with { Photos = value },
                "--peer" => options with { Peer = value },
                _ => throw new ArgumentException($"There is no option '{name}'. {Usage}"),
            };
        }

        return Directory.Exists(options.Photos)
            ? options
            : throw new ArgumentException($"--photos is '{options.Photos}', and there is no such folder. {Usage}");
    }

    private static int? Device(string name, string text)
    {
        if (text == "cpu")
            return null;
        return
            text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int gpu)
            ? gpu
            : throw new ArgumentException($"{name} is '{text}'; allowed: cpu, cuda:N.");
    }
}
