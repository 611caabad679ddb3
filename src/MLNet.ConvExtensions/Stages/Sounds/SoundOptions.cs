using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>Options of <see cref="SoundEstimator"/>.</summary>
public sealed record SoundOptions
{
    /// <summary>Name of the new column: a vector of <see cref="float"/> of known size.</summary>
    public string OutputColumnName { get; init; } = "Features";

    /// <summary>
    /// Name of the column of sounds: paths of WAV files (text), their contents (vector of bytes), or samples (known-sized vector of
    /// <see cref="float"/>, from -1 to 1, at <see cref="SampleRate"/>). If left out, the output column's name.
    /// </summary>
    public string? InputColumnName { get; init; }

    /// <summary>The folder that relative paths start from. If left out, the current folder.</summary>
    public string? SoundFolder { get; init; }

    /// <summary>Samples a second, 1 to 1,000,000: files of another rate are resampled.</summary>
    public int SampleRate { get; init; } = 16000;

    /// <summary>
    /// How long every file is made, in seconds, above 0 and up to 4,194,304 samples: longer ones are cut at their end, shorter ones followed
    /// by silence. Vectors of samples have their own length.
    /// </summary>
    public double Seconds { get; init; } = 1;

    /// <summary>How spectrograms are made.</summary>
    public SpectrogramOptions Spectrogram { get; init; } = new();

    /// <summary>Mel-frequency cepstral coefficients, 1 to the spectrogram's bands. Of <c>Mfcc</c> only.</summary>
    public int Coefficients { get; init; } = 20;

    /// <summary>Sounds that are read and computed at the same time, 1 to 1024. If left out, the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>What happens to a row whose sound is missing or can't be read.</summary>
    public BadImageHandling BadSounds { get; init; } = BadImageHandling.Throw;

    /// <summary>Receives warnings: sounds that could not be read, bands in which no frequency lies.</summary>
    [JsonIgnore]
    public ILogger? Logger { get; init; }

    internal string InputName => InputColumnName ?? OutputColumnName;

    /// <summary>The samples that every file is given.</summary>
    internal int Samples => (int)Math.Round(Seconds * SampleRate);

    internal RowStageSettings Settings =>
        new()
        {
            OutputName = OutputColumnName,
            InputName = InputName,
            ImageFolder = SoundFolder,
            BatchSize = 1,
            NumberOfThreads = NumberOfThreads ?? Environment.ProcessorCount,
            BadImages = BadSounds,
            Logger = Logger,
        };

    internal void Validate()
    {
        this.Require(!string.IsNullOrWhiteSpace(OutputColumnName), nameof(OutputColumnName), OutputColumnName, "a column name");
        this.Require(
            InputColumnName is null || !string.IsNullOrWhiteSpace(InputColumnName),
            nameof(InputColumnName),
            InputColumnName,
            "a column name, or null"
        );
        this.Require(SampleRate is >= 1 and <= 1_000_000, nameof(SampleRate), SampleRate, "1 to 1000000");
        double samples = Seconds * SampleRate;
        this.Require(
            samples is >= 0.5 and <= SizedVectors.Longest,
            nameof(Seconds),
            Seconds,
            FormattableString.Invariant($"1 to 4194304 samples at {SampleRate} a second")
        );
        this.Require(Spectrogram is not null, nameof(Spectrogram), Spectrogram, "options");
        Spectrogram!.ValidateFor(SampleRate);
        this.Require(
            Coefficients >= 1 && Coefficients <= Spectrogram.MelBands,
            nameof(Coefficients),
            Coefficients,
            $"1 to {nameof(SpectrogramOptions.MelBands)}, {Spectrogram.MelBands}"
        );
        this.Require(NumberOfThreads is null or (>= 1 and <= 1024), nameof(NumberOfThreads), NumberOfThreads, "1 to 1024, or null");
        this.Require(Enum.IsDefined(BadSounds), nameof(BadSounds), BadSounds, string.Join(", ", Enum.GetNames<BadImageHandling>()));
    }
}
