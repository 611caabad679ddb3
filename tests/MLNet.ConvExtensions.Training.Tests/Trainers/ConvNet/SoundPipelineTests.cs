using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>From WAV files to a model file: networks over spectrograms, coefficients and samples.</summary>
public sealed class SoundPipelineTests : IDisposable
{
    private const int Rate = 4000,
        Length = 800;

    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("samples")]
    [InlineData("spectrograms")]
    [InlineData("coefficients")]
    public void High_and_low_tones_are_told_apart_also_by_the_saved_model(string heard)
    {
        IDataView train = Tones(32, 1),
            test = Tones(12, 2);
        var sounds = new SoundOptions
        {
            InputColumnName = "Path",
            SampleRate = Rate,
            Seconds = (double)Length / Rate,
            Coefficients = 8,
            Spectrogram = new()
            {
                WindowLength = 128,
                HopLength = 64,
                MelBands = 16,
            },
        };
        SoundEstimator stage = heard switch
        {
            "samples" => _ml.Transforms.LoadSounds(sounds),
            "spectrograms" => _ml.Transforms.LogMelSpectrogram(sounds),
            _ => _ml.Transforms.Mfcc(sounds),
        };
        NetworkBuilder input = heard switch
        {
            "samples" => NetworkBuilder.Signal(Length, 1).Conv(8, 16, stride: 4),
            "spectrograms" => NetworkBuilder.Image(16, 13, 1).BatchNorm().Conv(8, 3),
            _ => NetworkBuilder.Image(8, 13, 1).BatchNorm().Conv(8, 3),
        };
        OnnxNetwork network = input.BatchNorm().Relu().Flatten().Dense(2).Build(heard);
        ITransformer model = _ml
            .Transforms.Conversion.MapValueToKey("Label", "Pitch")
            .Append(stage)
            .Append(
                _ml.MulticlassClassification.Trainers.ConvNet(
                    network,
                    new ConvNetOptions
                    {
                        Epochs = 8,
                        BatchSize = 8,
                        LearningRate = 0.01,
                        NumberOfThreads = 1,
                    }
                )
            )
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(train);
        string[] said = Said(model, test);
        Assert.Equal(test.GetColumn<string>("Pitch"), said);

        _ml.Model.Save(model, train.Schema, _folder.File("model.zip"));
        var other = new MLContext();
        other.ComponentCatalog.RegisterAssembly(typeof(SoundEstimator).Assembly);
        foreach (
            ITransformer loaded in new[]
            {
                other.Model.Load(_folder.File("model.zip"), out _),
                other.Model.LoadWithConvFeatures(_folder.File("model.zip"), out _),
            }
        )
        {
            Assert.Equal(said, Said(loaded, test));
            using PredictionEngine<Row, Answer> engine = other.Model.CreatePredictionEngine<Row, Answer>(loaded);
            Assert.Equal(said, test.GetColumn<string>("Path").Select(path => engine.Predict(new Row { Path = path }).PredictedLabel));
        }
    }

    private static string[] Said(ITransformer model, IDataView data) => [.. model.Transform(data).GetColumn<string>("PredictedLabel")];

    private IDataView Tones(int count, int seed)
    {
        var random = new Random(seed);
        return _ml.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    double tone = (i % 2 == 0 ? 300 : 900) + (100 * random.NextDouble()),
                        start = random.NextDouble();
                    var samples = new float[Length - random.Next(200)];
                    for (int at = 0; at < samples.Length; at++)
                        samples[at] = (float)(0.5 * Math.Sin(2 * Math.PI * ((tone * at / Rate) + start)));
                    string path = _folder.File($"{seed}_{i}.wav");
                    new Sound(Rate, samples).SaveWav(path);
                    return new Row { Path = path, Pitch = i % 2 == 0 ? "low" : "high" };
                })
                .ToArray()
        );
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";

        public string Pitch { get; set; } = "";
    }

    private sealed class Answer
    {
        public string PredictedLabel { get; set; } = "";
    }
}
