using BenchmarkDotNet.Attributes;
using Microsoft.ML;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>
/// The whole stage in its steady state, an image an operation: small photos through SqueezeNet, read by a cursor that never ends.
/// </summary>
[MemoryDiagnoser]
public class StageBenchmarks
{
    private const int Rows = 400;

    private ConvFeaturesTransformer _stage = null!;
    private EndlessPass _pass = null!;

    /// <summary>Opens the cursor and reads the first rows.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var context = new MLContext();
        IDataView data = StageSpeed.Rows(context, Inputs.Photos("small"), int.MaxValue);
        var options = new ConvFeaturesOptions { InputColumnName = nameof(StageSpeed.PhotoRow.ImagePath), CacheMegabytes = 0 };
        _stage = context.Transforms.ConvFeatures(Backbone.FromFile(Inputs.Network("squeezenet1.1")), options).Fit(data);
        _pass = new EndlessPass(_stage.Transform(data));
        SqueezeNet();
    }

    /// <summary>Frees the cursor and the network.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _pass.Dispose();
        _stage.Dispose();
    }

    /// <summary>Reads the next rows with their features.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void SqueezeNet() => _pass.Read(Rows);
}
