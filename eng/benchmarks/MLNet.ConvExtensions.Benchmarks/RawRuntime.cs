using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>ONNX Runtime alone, on tensors that lie ready, with the best batch and number of threads.</summary>
internal static class RawRuntime
{
    public static void Measure()
    {
        int cores = Environment.ProcessorCount;
        string[] settings =
        [
            .. from batch in (int[])[1, 2, 4, 8, 32]
            select string.Create(CultureInfo.InvariantCulture, $"1 caller x {cores} threads x batch {batch}"),
            .. from batch in (int[])[1, 2, 4, 8]
            select string.Create(CultureInfo.InvariantCulture, $"{cores} callers x 1 thread x batch {batch}"),
        ];
        foreach (string network in Inputs.Networks)
        {
            string best = SideBySide.BestSetting("raw", network, settings, s => Speed(network, s, seconds: 1));
            SideBySide.Write("raw", network, "-", best, Speed(network, best, SideBySide.Seconds), "images/s");
        }
    }

    public static SessionOptions Options(int threads) =>
        new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };

    private static double Speed(string network, string setting, double seconds)
    {
        int[] numbers = [.. setting.Split(' ').Where(w => char.IsAsciiDigit(w[0])).Select(int.Parse)];
        (int callers, int threads, int batch) = (numbers[0], numbers[1], numbers[2]);
        using SessionOptions options = Options(threads);
        using var session = new InferenceSession(Inputs.Network(network), options);
        var speeds = new double[callers];
        Thread[] all =
        [
            .. Enumerable
                .Range(0, callers)
                .Select(i => new Thread(() =>
                {
                    using var caller = new Caller(session, batch);
                    speeds[i] = batch * SideBySide.PerSecond(caller.Run, seconds);
                })),
        ];
        foreach (Thread thread in all)
            thread.Start();
        foreach (Thread thread in all)
            thread.Join();
        return speeds.Sum();
    }

    /// <summary>A batch of random pixels bound to a session.</summary>
    internal sealed class Caller : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly RunOptions _run = new();
        private readonly OrtIoBinding _binding;
        private readonly OrtValue _input;

        public Caller(InferenceSession session, int batch)
        {
            _session = session;
            var pixels = new float[batch * 3 * 224 * 224];
            var random = new Random(1);
            foreach (ref float pixel in pixels.AsSpan())
                pixel = (float)(4 * random.NextDouble() - 2);
            _input = OrtValue.CreateTensorValueFromMemory(pixels, [batch, 3, 224, 224]);
            _binding = session.CreateIoBinding();
            _binding.BindInput(session.InputNames[0], _input);
            _binding.BindOutputToDevice(session.OutputNames[0], OrtMemoryInfo.DefaultInstance);
        }

        public void Run() => _session.RunWithBinding(_run, _binding);

        public void Dispose()
        {
            _binding.Dispose();
            _input.Dispose();
            _run.Dispose();
        }
    }
}
