using BenchmarkDotNet.Attributes;
using Microsoft.ML;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>The whole stage, an image an operation. The memory column is what an image costs, the cursor's start spread over all of them.</summary>
[MemoryDiagnoser]
public class StageBenchmarks
{
    private const int Rows = 400;

    private readonly MLContext _context = new();
    private ConvFeaturesTransformer _stage = null!;
    private IDataView _data = null!;

    /// <summary>Fits the stage.</summary>
    [GlobalSetup]
    public void Setup()
    {
        string[] photos = Inputs.Photos("small");
        string[] repeated = [.. Enumerable.Range(0, Rows).Select(i => photos[i % photos.Length])];
        _data = _context.Data.LoadFromEnumerable(repeated.Select(p => new StageSpeed.PhotoRow { ImagePath = p }).ToList());
        var options = new ConvFeaturesOptions { InputColumnName = nameof(StageSpeed.PhotoRow.ImagePath), CacheMegabytes = 0 };
        _stage = _context.Transforms.ConvFeatures(Backbone.FromFile(Inputs.Network("squeezenet1.1")), options).Fit(_data);
    }

    /// <summary>Frees the network.</summary>
    [GlobalCleanup]
    public void Cleanup() => _stage.Dispose();

    /// <summary>Small photos through SqueezeNet.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void SqueezeNet() => StageSpeed.Count(_stage.Transform(_data));
}
