using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Stages.ConvFeatures;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Sounds;

public sealed class LogMelOfPathsBattery : EstimatorBattery<LogMelOfPathsBattery.Case>
{
    public sealed class Case : ConvFeaturesCase<ConvFeaturesOfPathsBattery.Row>
    {
        private readonly TemporaryFolder _folder = new();

        public override double SavedTolerance => 1e-9;

        public override void Dispose()
        {
            _folder.Dispose();
            base.Dispose();
        }

        protected override void SetImage(ConvFeaturesOfPathsBattery.Row row, int number, bool missing)
        {
            string file = _folder.File($"{number}.wav");
            if (!missing && !File.Exists(file))
                Tones.Of(number).SaveWav(file);
            row.Image = missing ? "" : file;
        }

        protected override IEstimator<ITransformer> Create(BadImageHandling bad) =>
            Context.Transforms.LogMelSpectrogram(Tones.Options(bad));
    }
}

public sealed class MfccOfBytesBattery : EstimatorBattery<MfccOfBytesBattery.Case>
{
    public sealed class Case : ConvFeaturesCase<ConvFeaturesOfBytesBattery.Row>
    {
        private readonly TemporaryFolder _folder = new();

        public override double SavedTolerance => 1e-9;

        public override void Dispose()
        {
            _folder.Dispose();
            base.Dispose();
        }

        protected override void SetImage(ConvFeaturesOfBytesBattery.Row row, int number, bool missing)
        {
            string file = _folder.File($"{number}.wav");
            Tones.Of(number).SaveWav(file);
            byte[] bytes = File.ReadAllBytes(file);
            row.Image = missing ? default : new VBuffer<byte>(bytes.Length, bytes);
        }

        protected override IEstimator<ITransformer> Create(BadImageHandling bad) => Context.Transforms.Mfcc(Tones.Options(bad));
    }
}

public sealed class LogMelOfSamplesBattery : EstimatorBattery<LogMelOfSamplesBattery.Case>
{
    public sealed class Case : ConvFeaturesCase<Row>
    {
        public override double SavedTolerance => 1e-9;

        protected override void SetImage(Row row, int number, bool missing)
        {
            row.Image = Tones.Of(number).Channels[0];
            if (missing)
                row.Image[100] = float.NaN;
        }

        protected override IEstimator<ITransformer> Create(BadImageHandling bad) =>
            Context.Transforms.LogMelSpectrogram(Tones.Options(bad));
    }

    public sealed class Row : ImageRow
    {
        [VectorType(Tones.Length)]
        public float[] Image { get; set; } = [];
    }
}

internal static class Tones
{
    public const int Length = 800;

    private const int Rate = 8000;

    public static Sound Of(int number) =>
        new(Rate, [.. Enumerable.Range(0, Length).Select(i => 0.5f * MathF.Sin(2 * MathF.PI * (200 + (40 * number)) * i / Rate))]);

    public static SoundOptions Options(BadImageHandling bad) =>
        new()
        {
            InputColumnName = "Image",
            SampleRate = Rate,
            Seconds = 0.1,
            BadSounds = bad,
            Coefficients = 8,
            Spectrogram = new()
            {
                WindowLength = 200,
                HopLength = 80,
                MelBands = 16,
            },
        };
}
