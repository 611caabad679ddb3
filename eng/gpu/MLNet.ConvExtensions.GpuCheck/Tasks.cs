using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.TrainingBenchmarks;

namespace MLNet.ConvExtensions.GpuCheck;

/// <summary>The networks that are trained, and data to train them with.</summary>
internal static class Tasks
{
    /// <summary>Height and width of images for a network that takes any.</summary>
    public const int AnySide = 96;

    /// <summary>Networks without dropout, whose numbers are no device's own.</summary>
    public static IReadOnlyDictionary<string, Func<OnnxNetwork>> Compared { get; } =
        new Dictionary<string, Func<OnnxNetwork>>
        {
            ["lenet5"] = () => Architectures.LeNet5(28, 28, 1),
            ["resnet20"] = () => Architectures.CifarResNet20(),
        };

    /// <summary>As <c>peer_gpu.py</c> has them.</summary>
    public static IReadOnlyDictionary<string, TrainedTask> Timed { get; } =
        new Dictionary<string, TrainedTask>
        {
            ["lenet5"] = new(28, 1, 256, 25_600, () => Architectures.LeNet5(28, 28, 1)),
            ["fourconv32"] = new(32, 3, 128, 12_800, () => Architectures.FourConv(32, 32, 3)),
            ["resnet20"] = new(32, 3, 128, 12_800, () => Architectures.CifarResNet20()),
        };

    /// <summary>Random images of ten classes in turn.</summary>
    public static IDataView Images(MLContext ml, int count, int side, int channels)
    {
        var random = new Random(1);
        int length = side * side * channels;
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Sample));
        schema[nameof(Sample.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, length);
        Sample[] samples =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new Sample { Class = i % 10, Features = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle())] }),
        ];
        IDataView rows = ml.Data.LoadFromEnumerable(samples, schema);
        return ml.Transforms.Conversion.MapValueToKey("Label", nameof(Sample.Class)).Fit(rows).Transform(rows);
    }

    /// <summary>The photos of a folder, of each class in turn, again and again up to a number.</summary>
    public static IDataView Photos(MLContext ml, string folder, int count)
    {
        IDataView once = ml.Data.LoadImageFolder(folder);
        (string Path, string Label)[] photos =
        [
            .. once.GetColumn<string>("ImagePath")
                .Zip(once.GetColumn<string>("Label"))
                .OrderBy(p => Path.GetFileName(p.First), StringComparer.Ordinal),
        ];
        IDataView rows = ml.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, count)
                .Select(i => photos[i % photos.Length])
                .Select(p => new Labelled { ImagePath = p.Path, Label = p.Label })
                .ToArray()
        );
        return ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
    }

    private sealed class Labelled
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
