using System.Globalization;
using Microsoft.ML;
using MLNet.ConvExtensions.TrainingBenchmarks;

namespace MLNet.ConvExtensions.GpuCheck;

/// <summary>Images that trainers learn from in a second, next to Python's torch.</summary>
internal sealed class Speeds(CheckOptions options, CheckReport report)
{
    private const int FineTuneBatch = 32;
    private readonly MLContext _ml = new(seed: 1);
    private readonly Dictionary<(string Network, string Precision), double> _peer = Read(options.Peer);

    private int Epochs => options.Quick ? 2 : 5;

    public void Measure()
    {
        foreach ((string name, TrainedTask task) in Tasks.Timed)
            Each(name, mixed => ConvNet(task, mixed));
        Each("resnet18", FineTune);
    }

    private void Each(string name, Func<bool, double> measure)
    {
        foreach (bool mixed in options.Gpu is null ? (bool[])[false] : [false, true])
        {
            string precision = mixed ? "amp" : "fp32";
            report.Run(
                $"{name} in {precision}",
                () =>
                    CheckReport.Speed(
                        $"{name} in {precision}",
                        measure(mixed),
                        _peer.TryGetValue((name, precision), out double peer) ? peer : null
                    )
            );
        }
    }

    private double ConvNet(TrainedTask task, bool mixed)
    {
        int batch = options.Quick ? 8 : task.BatchSize,
            count = options.Quick ? 16 : task.Count;
        IDataView data = Tasks.Images(_ml, count, task.Side, task.Channels);
        var clock = new EpochClock();
        var run = new ConvNetOptions
        {
            Epochs = Epochs,
            BatchSize = batch,
            GpuDeviceId = options.Gpu,
            MixedPrecision = mixed,
            Callbacks = [clock],
        };
        using ConvNetTransformer model = _ml.MulticlassClassification.Trainers.ConvNet(task.Build(), run).Fit(data);
        return (long)count * (Epochs - 1) / clock.Seconds;
    }

    private double FineTune(bool mixed)
    {
        int side = options.Quick ? 64 : 224,
            count = options.Quick ? 16 : 1024;
        var clock = new EpochClock();
        var run = new FineTuneOptions
        {
            FeatureColumnName = "ImagePath",
            Epochs = Epochs,
            BatchSize = options.Quick ? 8 : FineTuneBatch,
            Strategy = FineTuneStrategy.Full,
            GpuDeviceId = options.Gpu,
            MixedPrecision = mixed,
            Callbacks = [clock],
        };
        var backbone = Backbone.FromNetwork("resnet18", Architectures.ResNet18(side, side));
        using ConvNetTransformer model = _ml
            .MulticlassClassification.Trainers.FineTune(backbone, run)
            .Fit(Tasks.Photos(_ml, options.Photos, count));
        return (long)count * (Epochs - 1) / clock.Seconds;
    }

    // torch,NETWORK,PRECISION,IMAGES A SECOND: of several settings the best.
    private static Dictionary<(string, string), double> Read(string? file) =>
        file is null
            ? []
            : File.ReadLines(file)
                .Select(line => line.Split(','))
                .Where(parts => parts is ["torch", _, _, _])
                .GroupBy(parts => (parts[1], parts[2]))
                .ToDictionary(g => g.Key, g => g.Max(parts => double.Parse(parts[3], CultureInfo.InvariantCulture)));
}
