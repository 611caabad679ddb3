using Microsoft.ML;
using MLNet.ConvExtensions;

namespace SpokenDigits;

/// <summary>Two ways to hear: a network of images over spectrograms, and one of signals over the samples themselves.</summary>
internal static class Hearing
{
    private const int SampleRate = 8000;

    private static readonly SoundOptions Sounds = new()
    {
        InputColumnName = "Path",
        SampleRate = SampleRate,
        Seconds = 0.8,
        Spectrogram = new SpectrogramOptions
        {
            WindowLength = 200,
            HopLength = 80,
            FftLength = 256,
            MelBands = 40,
            TopDecibels = 60,
        },
    };

    public static MLContext Context { get; } = new(seed: 1);

    public static IDataView Spectrograms(Recording[] recordings) => View(recordings, Context.Transforms.LogMelSpectrogram(Sounds));

    public static IDataView Waves(Recording[] recordings) => View(recordings, Context.Transforms.LoadSounds(Sounds));

    public static ConvNetTransformer OfSpectrograms(Recording[] train, int epochs)
    {
        var options = new ConvNetOptions
        {
            Epochs = epochs,
            BatchSize = train.Length < 500 ? 8 : 32,
            LearningRate = 0.003,
            Schedule = new OneCycleSchedule(),
            Augmentation = new AugmentationOptions { TimeMask = 0.08, FrequencyMask = 0.1 },
        };
        return Context
            .MulticlassClassification.Trainers.ConvNet(
                classes =>
                    NetworkBuilder
                        .Image(height: 40, width: 81, channels: 1)
                        .BatchNorm()
                        .Conv(16, 3, padding: Padding.Same)
                        .BatchNorm()
                        .Relu()
                        .MaxPool(2)
                        .Conv(32, 3, padding: Padding.Same)
                        .BatchNorm()
                        .Relu()
                        .MaxPool(2)
                        .Conv(64, 3, padding: Padding.Same)
                        .BatchNorm()
                        .Relu()
                        .MaxPool(2)
                        .Conv(64, 3, padding: Padding.Same)
                        .BatchNorm()
                        .Relu()
                        .GlobalAveragePool()
                        .Dropout(0.2)
                        .Dense(classes)
                        .Build("spectrograms"),
                options
            )
            .Fit(Spectrograms(train));
    }

    public static ConvNetTransformer OfWaves(Recording[] train, int epochs)
    {
        var options = new ConvNetOptions
        {
            Epochs = epochs,
            BatchSize = train.Length < 500 ? 8 : 32,
            LearningRate = 0.003,
            Schedule = new OneCycleSchedule(),
            Augmentation = new AugmentationOptions { ShiftPixels = 400, TimeMask = 0.1 },
        };
        return Context
            .MulticlassClassification.Trainers.ConvNet(
                classes =>
                {
                    NetworkBuilder x = NetworkBuilder
                        .Signal(length: 6400, channels: 1)
                        .Conv(32, 64, stride: 8, padding: Padding.Same)
                        .BatchNorm()
                        .Relu()
                        .MaxPool(4);
                    // Each layer looks twice as far as the one before.
                    foreach (int dilation in new[] { 1, 2, 4, 8, 16 })
                    {
                        x = x.Conv(32, 3, padding: Padding.Same, dilation: dilation).BatchNorm().Add(x).Relu();
                    }

                    return x.Conv(64, 3, padding: Padding.Same)
                        .BatchNorm()
                        .Relu()
                        .MaxPool(2)
                        .Conv(64, 3, padding: Padding.Same)
                        .BatchNorm()
                        .Relu()
                        .GlobalAveragePool()
                        .Dropout(0.2)
                        .Dense(classes)
                        .Build("waves");
                },
                options
            )
            .Fit(Waves(train));
    }

    private static IDataView View(Recording[] recordings, IEstimator<SoundTransformer> sounds)
    {
        IDataView rows = Context.Data.LoadFromEnumerable(recordings.Select(r => new Row { Path = r.Path, Label = r.Digit }));
        IDataView digits = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 10).Select(d => new Digit { Value = $"{d}" }));
        return Context.Transforms.Conversion.MapValueToKey("Label", keyData: digits).Append(sounds).Fit(rows).Transform(rows);
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Digit
    {
        public string Value { get; set; } = "";
    }
}
