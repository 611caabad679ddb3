using System.Text.Json;
using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>
/// A network whose file says what is to be done to images is given such ones to learn from, as by everything else that reads it.
/// </summary>
public sealed class OwnPreprocessingTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, float, float[]> Kinds =>
        new()
        {
            { "exported", 1f / 255f, [0.3f, 0.4f, 0.5f] },
            { "normalises bytes", 1, [0, 0, 0] },
            { "normalises shares", 1f / 255f, [0, 0, 0] },
            { "says nothing", 1f / 255f, [0.5f, 0.5f, 0.5f] },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Images_are_made_what_the_network_wants(string kind, float scale, float[] mean)
    {
        var log = new MessageLog();
        using ConvNetTransformer model = _ml
            .MulticlassClassification.Trainers.ConvNet(
                classes => Network(kind, classes),
                new ConvNetOptions
                {
                    FeatureColumnName = "ImagePath",
                    Epochs = 1,
                    NumberOfThreads = 1,
                    Logger = log,
                }
            )
            .Fit(Rows());
        BackbonePreprocessing used = NetworkExport.Of(model.Network)!.Preprocessing!;

        Assert.Equal(scale, used.Scale);
        Assert.Equal(mean, used.Mean);
        Assert.Equal(
            kind.StartsWith("normalises", StringComparison.Ordinal),
            log.Messages.Any(m => m.Contains("normalises pixels itself", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void What_the_options_say_comes_first()
    {
        using ConvNetTransformer model = _ml
            .MulticlassClassification.Trainers.ConvNet(
                classes => Network("exported", classes),
                new ConvNetOptions
                {
                    FeatureColumnName = "ImagePath",
                    Epochs = 1,
                    NumberOfThreads = 1,
                    Preprocessing = new BackbonePreprocessing { Mean = [0.1f, 0.2f, 0.3f] },
                }
            )
            .Fit(Rows());

        Assert.Equal([0.1f, 0.2f, 0.3f], NetworkExport.Of(model.Network)!.Preprocessing!.Mean);
    }

    private static OnnxNetwork Network(string kind, int classes)
    {
        OnnxNetwork plain = NetworkBuilder.Image(16, 16, 3, seed: 4).Conv(4, 3).Relu().GlobalAveragePool().Flatten().Dense(classes).Build();
        return kind switch
        {
            "exported" => plain.WithMetadata(
                NetworkExport.Key,
                JsonSerializer.Serialize(
                    new NetworkExport
                    {
                        Task = "Multiclass",
                        Preprocessing = new BackbonePreprocessing
                        {
                            Width = 16,
                            Height = 16,
                            Mean = [0.3f, 0.4f, 0.5f],
                        },
                    }
                )
            ),
            "normalises bytes" => plain.WithPreprocessing(ImagePreprocessing.ImageNet),
            "normalises shares" => plain.WithPreprocessing(ImagePreprocessing.ImageNet with { Scale = 1 }),
            _ => plain,
        };
    }

    private IDataView Rows()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, 8)
                .Select(i => new Row
                {
                    ImagePath = _folder.Write($"{i}.png", TestImages.Png(i, 20, 20)),
                    Label = i % 2 == 0 ? "even" : "odd",
                })
                .ToList()
        );
        return _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
