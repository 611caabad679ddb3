using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Sounds;

/// <summary>Spectrograms, coefficients and resampling against scipy's, by the conventions of torchaudio and librosa (make_sounds.py).</summary>
public sealed class SpectrogramTests : IDisposable
{
    private const int Rate = 8000;

    private static readonly Dictionary<string, float[]> Cases = JsonSerializer.Deserialize<Dictionary<string, float[]>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Sounds", "sounds.json"))
    )!;

    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => ["torchaudio", "torchaudio_mfcc", "librosa", "librosa_mfcc", "bare"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_are_those_of_the_convention(string name)
    {
        IDataView data = Vectors();
        using SoundTransformer stage = Estimator(name, "Samples").Fit(data);
        float[][] rows = Read(stage, data);
        Assert.Equal(Cases[name].Length, stage.Bands * stage.Frames);
        Close(Cases[name], rows[0]);
        Assert.Equal(2, rows.Length);
        Assert.NotEqual(rows[0], rows[1]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_saved_stage_over_samples_loads_without_this_library_and_is_exported(string name)
    {
        IDataView data = Vectors();
        using SoundTransformer stage = Estimator(name, "Samples").Fit(data);
        float[][] expected = Read(stage, data);
        _ml.Model.Save(stage, data.Schema, _folder.File("model.zip"));
        ITransformer loaded = new MLContext().Model.Load(_folder.File("model.zip"), out _);
        Assert.All(expected.Zip(Read(loaded, data)), p => Close(p.First, p.Second));
        Assert.Equal(["Samples", "Number", "Features"], loaded.GetOutputSchema(data.Schema).Select(c => c.Name));

        _ml.Model.ExportOnnx(stage, data.Schema, _folder.File("stage.onnx"), "Features");
        using var session = new InferenceSession(_folder.File("stage.onnx"));
        using var options = new RunOptions();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(Cases["sound"], [1, Cases["sound"].Length]);
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, ["Samples"], [input], ["Features"]);
        Close(Cases[name], results[0].GetTensorDataAsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData("Path")]
    [InlineData("Bytes")]
    public void Files_give_what_their_samples_give_also_after_saving(string column)
    {
        new Sound(Rate, Cases["sound"]).SaveWav(_folder.File("sound.wav"));
        float[] rounded = Sound.Load(_folder.File("sound.wav")).Channels[0];
        Assert.All(rounded.Zip(Cases["sound"]), p => Assert.Equal(p.Second, p.First, 1.6e-5f));
        byte[] contents = File.ReadAllBytes(_folder.File("sound.wav"));
        IDataView files = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 3).Select(_ => new FileRow { Path = "sound.wav", Bytes = contents })
        );
        IDataView samples = Vectors(rounded);
        foreach (string name in Names)
        {
            using SoundTransformer ofSamples = Estimator(name, "Samples").Fit(samples);
            using SoundTransformer ofFiles = Estimator(name, column).Fit(files);
            float[][] expected = Read(ofSamples, samples),
                found = Read(ofFiles, files);
            Assert.All(found, row => Assert.Equal(expected[0], row));

            _ml.Model.Save(ofFiles, files.Schema, _folder.File("model.zip"));
            var plain = new MLContext();
            plain.ComponentCatalog.RegisterAssembly(typeof(SoundEstimator).Assembly);
            Assert.All(Read(plain.Model.Load(_folder.File("model.zip"), out _), files), row => Close(expected[0], row));
            Assert.All(Read(plain.Model.LoadWithConvFeatures(_folder.File("model.zip"), out _), files), row => Close(expected[0], row));
        }
    }

    [Fact]
    public void What_reads_files_is_not_exported()
    {
        IDataView files = _ml.Data.LoadFromEnumerable([new FileRow { Path = "sound.wav" }]);
        using SoundTransformer stage = Estimator("bare", "Path").Fit(files);
        Assert.Contains(
            "reads files, which an ONNX network can't; allowed: a column of samples",
            Assert.Throws<NotSupportedException>(() => _ml.Model.ExportOnnx(stage, files.Schema, _folder.File("stage.onnx"))).Message
        );
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(4000)]
    [InlineData(11025)]
    [InlineData(7999)]
    public void Resampled_as_torchaudio_does_it(int rate)
    {
        Sound resampled = new Sound(Rate, Cases["sound"][..400]).Resample(rate);
        Assert.Equal((rate, 1), (resampled.SampleRate, resampled.Channels.Count));
        Close(Cases[$"to_{rate}"], resampled.Channels[0], 1e-5f);
    }

    [Fact]
    public void Files_become_one_channel_of_one_rate_and_length()
    {
        float[] left = Cases["sound"][..400],
            right = [.. left.Select(v => -v / 2)];
        new Sound(Rate, left, right).SaveWav(_folder.File("stereo.wav"));
        IDataView files = _ml.Data.LoadFromEnumerable([new FileRow { Path = "stereo.wav" }]);
        foreach (double seconds in new[] { 0.02, 0.05, 0.1 })
        {
            SoundOptions options = new()
            {
                InputColumnName = "Path",
                SoundFolder = _folder.Path,
                SampleRate = 16000,
                Seconds = seconds,
            };
            using SoundTransformer stage = _ml.Transforms.LoadSounds(options).Fit(files);
            Assert.Equal((1, (int)(seconds * 16000)), (stage.Bands, stage.Frames));
            float[] heard = Read(stage, files)[0];
            float[] wanted = [.. Cases["to_16000"].Select(v => v / 4), .. new float[800]];
            Close(wanted[..heard.Length], heard, 1e-4f);
        }
    }

    [Fact]
    public void Bad_sounds_are_named_with_their_row_or_left_out()
    {
        new Sound(Rate, Cases["sound"]).SaveWav(_folder.File("sound.wav"));
        byte[] half = File.ReadAllBytes(_folder.File("sound.wav"))[..1000];
        File.WriteAllBytes(_folder.File("half.wav"), half);
        IDataView files = _ml.Data.LoadFromEnumerable(
            new[] { "sound.wav", "half.wav", "", "none.wav" }.Select(path => new FileRow { Path = path })
        );
        SoundOptions options = Options("bare", "Path");
        using SoundTransformer strict = _ml.Transforms.LogMelSpectrogram(options).Fit(files);
        string message = Assert.Throws<SoundInputException>(() => Read(strict, files)).Message;
        Assert.Contains("Row 1, column 'Path': The sound '", message);
        Assert.Contains("half.wav' is cut off: its header says 3,000 bytes of samples, and 956 are there", message);

        using SoundTransformer lenient = _ml.Transforms.LogMelSpectrogram(options with { BadSounds = BadImageHandling.Missing }).Fit(files);
        float[][] rows = Read(lenient, files);
        Assert.Equal([false, true, true, true], rows.Select(row => float.IsNaN(row[0])));
        Assert.Equal(3, lenient.BadSounds.Count);
    }

    [Fact]
    public void Options_and_columns_that_do_not_fit_are_refused()
    {
        IDataView data = Vectors();
        Refused(new() { SampleRate = 0 }, "SoundOptions.SampleRate is 0; allowed: 1 to 1000000");
        Refused(new() { Seconds = 0 }, "SoundOptions.Seconds is 0; allowed: 1 to 4194304 samples");
        Refused(new() { Coefficients = 65 }, "SoundOptions.Coefficients is 65; allowed: 1 to MelBands, 64");
        Refused(new() { Spectrogram = new() { WindowLength = 401 } }, "WindowLength is 401; allowed: an even number from");
        Refused(new() { Spectrogram = new() { FftLength = 256 } }, "FftLength is 256; allowed: an even number from WindowLength, 400");
        Refused(new() { Spectrogram = new() { HighestFrequency = 9000 } }, "HighestFrequency is 9000; allowed: up to 8000");
        Refused(
            new() { Spectrogram = new() { WindowLength = 4000 } },
            "The sound has 1500 samples; needed with a transform of 4000 and the padding Reflect: 2001 or more"
        );
        Refused(
            new() { InputColumnName = "Number" },
            "Column 'Number' has type Single; allowed: text (paths of WAV files), Vector<Byte> (their contents), or Vector<Single, n> (samples)"
        );

        void Refused(SoundOptions options, string expected) =>
            Assert.Contains(
                expected,
                Assert
                    .ThrowsAny<ArgumentException>(() =>
                        _ml.Transforms.LogMelSpectrogram(options with { InputColumnName = options.InputColumnName ?? "Samples" }).Fit(data)
                    )
                    .Message
            );
    }

    [Fact]
    public void Bands_without_a_frequency_are_told_of()
    {
        var log = new MessageLog();
        SoundOptions options = new()
        {
            InputColumnName = "Samples",
            Logger = log,
            Spectrogram = SpectrogramOptions.Torchaudio,
        };
        _ml.Transforms.LogMelSpectrogram(options).Fit(Vectors()).Dispose();
        Assert.Contains(log.Messages, m => m.Contains("of 128 mel bands, the first number", StringComparison.Ordinal));
    }

    private SoundEstimator Estimator(string name, string column) =>
        name.EndsWith("mfcc", StringComparison.Ordinal)
            ? _ml.Transforms.Mfcc(Options(name, column))
            : _ml.Transforms.LogMelSpectrogram(Options(name, column));

    private SoundOptions Options(string name, string column) =>
        new()
        {
            InputColumnName = column,
            SoundFolder = column == "Path" ? _folder.Path : null,
            SampleRate = Rate,
            Seconds = 1500.0 / Rate,
            Coefficients = name == "torchaudio_mfcc" ? 8 : 10,
            Spectrogram = name switch
            {
                "bare" => new()
                {
                    WindowLength = 200,
                    FftLength = 256,
                    HopLength = 80,
                    MelBands = 12,
                    LowestFrequency = 100,
                    HighestFrequency = 3500,
                    Padding = SpectrogramPadding.None,
                },
                "torchaudio" or "torchaudio_mfcc" => SpectrogramOptions.Torchaudio with
                {
                    WindowLength = 200,
                    HopLength = 100,
                    MelBands = 20,
                },
                _ => SpectrogramOptions.Librosa with { WindowLength = 512, HopLength = 160, MelBands = 16 },
            },
        };

    private IDataView Vectors(float[]? sound = null)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Samples)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Cases["sound"].Length);
        float[] samples = sound ?? Cases["sound"];
        IDataView rows = _ml.Data.LoadFromEnumerable([new Row { Samples = samples }, new Row { Samples = [.. samples.Reverse()] }], schema);
        return rows;
    }

    private static float[][] Read(ITransformer stage, IDataView data) => [.. stage.Transform(data).GetColumn<float[]>("Features")];

    private static void Close(float[] expected, float[] actual, float tolerance = 1e-4f)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, tolerance));
    }

    private sealed class Row
    {
        public float[] Samples { get; set; } = [];

        public float Number { get; set; }
    }

    private sealed class FileRow
    {
        public string Path { get; set; } = "";

        public byte[] Bytes { get; set; } = [];
    }
}
