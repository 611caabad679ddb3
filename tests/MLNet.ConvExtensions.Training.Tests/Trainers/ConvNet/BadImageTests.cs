using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>Images that can't be read: an error that names them, or left out as if they hadn't been there.</summary>
public sealed class BadImageTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string trainer in new[] { "scratch", "crops", "head", "full", "rotation", "contrastive" })
            {
                foreach (string damage in new[] { "text", "cut", "gone", "empty", "encoded" })
                    cases.Add(trainer, damage);
            }

            return cases;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void They_are_left_out_and_told_of_or_end_the_training(string trainer, string damage)
    {
        Row[] rows =
        [
            .. Enumerable
                .Range(0, 20)
                .Select(i => new Row
                {
                    Kind = i % 2 == 0 ? "even" : "odd",
                    Path = _folder.File($"{i}.png"),
                    Bytes = TestImages.Png(1 + (i % 2), 20 + i, 30 - i),
                }),
        ];
        foreach (Row row in rows)
            File.WriteAllBytes(row.Path, row.Bytes);
        int[] bad = [3, 4, 11];
        byte[] without = Train(trainer, View([.. rows.Where((_, i) => !bad.Contains(i))]), damage, new());
        foreach (int i in bad)
            Damage(rows[i], damage);
        var log = new MessageLog();
        byte[] with = Train(trainer, View(rows), damage, new() { BadImages = BadImageHandling.Missing, Logger = log });

        Assert.Equal(without, with);
        Assert.Equal(
            3,
            log.Messages.Count(m =>
                m.StartsWith("Warning: ", StringComparison.Ordinal)
                && (m.Contains("takes no part in the training") || m.Contains("has missing features"))
            )
        );
        Assert.ThrowsAny<ImageInputException>(() => Train(trainer, View(rows), damage, new()));
    }

    [Theory]
    [InlineData("scratch")]
    [InlineData("full")]
    [InlineData("rotation")]
    public void Where_none_can_be_read_nothing_is_learned(string trainer)
    {
        Row[] rows = [.. Enumerable.Range(0, 6).Select(i => new Row { Kind = $"{i % 2}", Path = _folder.File($"{i}.png") })];
        Exception error = Assert.ThrowsAny<Exception>(() =>
            Train(trainer, View(rows), "text", new() { BadImages = BadImageHandling.Missing })
        );

        Assert.Contains("None of the 6 images", error.Message);
        Assert.Contains("0.png", error.Message);
    }

    [Fact]
    public void The_fitted_stage_gives_them_missing_scores()
    {
        Row[] rows =
        [
            .. Enumerable
                .Range(0, 12)
                .Select(i => new Row
                {
                    Kind = $"{i % 2}",
                    Path = _folder.File($"{i}.png"),
                    Bytes = TestImages.Png(1 + (i % 2), 20, 20),
                }),
        ];
        foreach (Row row in rows.Skip(1))
            File.WriteAllBytes(row.Path, row.Bytes);
        IDataView data = View(rows);
        using ConvNetTransformer model = _ml
            .MulticlassClassification.Trainers.ConvNet(Network, Options(nameof(Row.Path)) with { BadImages = BadImageHandling.Missing })
            .Fit(data);
        float[][] scores = [.. model.Transform(data).GetColumn<float[]>("Score")];

        Assert.All(scores[0], s => Assert.True(float.IsNaN(s)));
        Assert.All(scores.Skip(1).SelectMany(s => s), s => Assert.InRange(s, 0, 1));
    }

    private static OnnxNetwork Network =>
        NetworkBuilder.Image(16, 16, 3, seed: 2).Conv(6, 3).Relu().MaxPool(2).Conv(6, 3).Relu().GlobalAveragePool().Dense(2).Build("drawn");

    private static ConvNetOptions Options(string column) =>
        new()
        {
            FeatureColumnName = column,
            Epochs = 1,
            BatchSize = 4,
            NumberOfThreads = 1,
        };

    private static void Damage(Row row, string damage)
    {
        switch (damage)
        {
            case "text":
                File.WriteAllText(row.Path, "no image");
                break;
            case "cut":
                File.WriteAllBytes(row.Path, row.Bytes[..30]);
                break;
            case "gone":
                File.Delete(row.Path);
                break;
            case "empty":
                row.Path = "";
                break;
            default:
                row.Bytes = [1, 2, 3];
                break;
        }
    }

    private byte[] Train(string trainer, IDataView data, string damage, ConvNetOptions wanted)
    {
        string column = damage == "encoded" ? nameof(Row.Bytes) : nameof(Row.Path);
        ConvNetOptions options = Options(column) with { BadImages = wanted.BadImages, Logger = wanted.Logger };
        var tuning = new FineTuneOptions
        {
            FeatureColumnName = column,
            Epochs = 1,
            BatchSize = 4,
            NumberOfThreads = 1,
            BadImages = wanted.BadImages,
            Logger = wanted.Logger,
        };
        Backbone backbone = Backbone.FromNetwork("drawn", Network);
        return trainer switch
        {
            "scratch" => Bytes(_ml.MulticlassClassification.Trainers.ConvNet(Network, options).Fit(data)),
            "crops" => Bytes(
                _ml.MulticlassClassification.Trainers.ConvNet(
                        Network,
                        options with
                        {
                            Augmentation = new() { CropArea = 0.5 },
                            ValidationFraction = 0.2,
                        }
                    )
                    .Fit(data)
            ),
            "head" => Bytes(
                _ml.MulticlassClassification.Trainers.FineTune(backbone, tuning with { Strategy = FineTuneStrategy.Head }).Fit(data)
            ),
            "full" => Bytes(
                _ml.MulticlassClassification.Trainers.FineTune(backbone, tuning with { Strategy = FineTuneStrategy.Full }).Fit(data)
            ),
            "rotation" => Features(
                _ml.Transforms.PretrainRotation(
                        Network,
                        new PretrainRotationOptions
                        {
                            InputColumnName = column,
                            Epochs = 1,
                            BatchSize = 4,
                            NumberOfThreads = 1,
                            BadImages = wanted.BadImages,
                            Logger = wanted.Logger,
                        }
                    )
                    .Fit(data)
            ),
            _ => Features(
                _ml.Transforms.PretrainContrastive(
                        Network,
                        new PretrainContrastiveOptions
                        {
                            InputColumnName = column,
                            Epochs = 1,
                            BatchSize = 4,
                            NumberOfThreads = 1,
                            BadImages = wanted.BadImages,
                            Logger = wanted.Logger,
                        }
                    )
                    .Fit(data)
            ),
        };

        static byte[] Bytes(ConvNetTransformer model)
        {
            using (model)
                return model.Network.ToBytes();
        }

        static byte[] Features(PretrainedNetworkTransformer model)
        {
            using (model)
                return model.Network.ToBytes();
        }
    }

    private IDataView View(Row[] rows) =>
        _ml
            .Transforms.Conversion.MapValueToKey("Label", nameof(Row.Kind))
            .Fit(_ml.Data.LoadFromEnumerable(rows))
            .Transform(_ml.Data.LoadFromEnumerable(rows));

    private sealed class Row
    {
        public string Kind { get; set; } = "";

        public string Path { get; set; } = "";

        public byte[] Bytes { get; set; } = [];
    }
}
