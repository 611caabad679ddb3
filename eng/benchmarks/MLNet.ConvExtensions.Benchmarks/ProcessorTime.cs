using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>
/// What a photo costs in processor time: in the stage, and its parts alone, in turns. Other work on the machine changes the ratio little.
/// </summary>
internal static class ProcessorTime
{
    private const int Rounds = 5;

    private const double Seconds = 0.7;

    public static void Measure()
    {
        foreach (string network in Inputs.Networks)
        {
            foreach (string set in Inputs.PhotoSets)
                Measure(network, set);
        }
    }

    private static void Measure(string network, string set)
    {
        var context = new MLContext();
        string[] photos = Inputs.Photos(set);
        var options = new ConvFeaturesOptions
        {
            InputColumnName = nameof(StageSpeed.PhotoRow.ImagePath),
            Layer = Inputs.Layer(network),
            CacheMegabytes = 0,
        };
        using ConvFeaturesTransformer stage = context
            .Transforms.ConvFeatures(Backbone.FromFile(Inputs.Network(network)), options)
            .Fit(StageSpeed.Rows(context, photos, 1));
        using var pass = new EndlessPass(stage.Transform(StageSpeed.Rows(context, photos, int.MaxValue)));
        using SessionOptions sessionOptions = RawRuntime.Options(threads: 1);
        using var session = new InferenceSession(Inputs.Network(network), sessionOptions);
        using var caller = new RawRuntime.Caller(session, batch: 1);
        var preprocessing = new BackbonePreprocessing();
        var workspace = new ImageWorkspace(preprocessing, PixelNormalisation.None, options.MaxImagePixels, fast: true);
        byte[][] files = [.. photos.Take(24).Select(File.ReadAllBytes)];
        var planes = new float[3 * preprocessing.Width * preprocessing.Height];
        var decoded = new PixelBuffer();
        workspace.Decoder.Decode(files[0], "The photo", decoded);

        (string Name, Action<int> Run)[] parts =
        [
            ("stage", count => ReadToRest(pass, count)),
            ("decode", count => Repeat(count, i => workspace.Decoder.Decode(files[i % files.Length], "The photo", workspace.Image))),
            ("resize", count => Repeat(count, _ => workspace.Preprocessor.Write(decoded, planes))),
            ("network", count => Repeat(count, _ => caller.Run())),
        ];
        int[] counts = [.. parts.Select(p => CountFor(p.Run))];
        var costs = new List<double>[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            costs[i] = [];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < parts.Length; i++)
                costs[i].Add(1000 * Cost(parts[i].Run, counts[i]) / counts[i]);
        }

        double[] medians = [.. costs.Select(c => c.Order().ElementAt(Rounds / 2))];
        for (int i = 0; i < parts.Length; i++)
            SideBySide.Write("processor", network, set, parts[i].Name, medians[i], "ms");
        SideBySide.Write("processor", network, set, "parts/stage", medians[1..].Sum() / medians[0], "");
    }

    private static void Repeat(int count, Action<int> work)
    {
        for (int i = 0; i < count; i++)
            work(i);
    }

    /// <summary>Reads photos, and waits until those are computed as well that the stage works on ahead.</summary>
    private static void ReadToRest(EndlessPass pass, int count)
    {
        pass.Read(count);
        TimeSpan used;
        do
        {
            used = Environment.CpuUsage.TotalTime;
            Thread.Sleep(100);
        } while (Environment.CpuUsage.TotalTime - used > TimeSpan.FromMilliseconds(2));
    }

    /// <summary>How many photos take long enough; the tries warm up as well.</summary>
    private static int CountFor(Action<int> run)
    {
        int count = 24;
        run(count);
        return Math.Max(count, (int)(count * Seconds / Math.Max(1e-3, Cost(run, count))));
    }

    private static double Cost(Action<int> run, int count)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        run(count);
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }
}
