using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Stages.Sounds;

namespace Microsoft.ML;

/// <summary>Adds stages over sounds to <see cref="TransformsCatalog"/>.</summary>
public static class SoundCatalog
{
    /// <summary>Reads WAV files: one channel, at one rate, of one length.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the new column: a vector of <see cref="float"/> from -1 to 1, the samples.</param>
    /// <param name="inputColumnName">
    /// Name of the column of sounds: paths of WAV files, or their contents (vector of bytes). If left out, the output column's name.
    /// </param>
    /// <param name="sampleRate">Samples a second: files of another rate are resampled.</param>
    /// <param name="seconds">How long every sound is made: longer ones are cut, shorter ones followed by silence.</param>
    /// <returns>The estimator.</returns>
    public static SoundEstimator LoadSounds(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        int sampleRate = 16000,
        double seconds = 1
    ) => catalog.LoadSounds(Options(outputColumnName, inputColumnName, sampleRate, seconds));

    /// <summary>Reads WAV files: one channel, at one rate, of one length.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="options">Columns, rate, length, what to do with bad sounds.</param>
    /// <returns>The estimator.</returns>
    public static SoundEstimator LoadSounds(this TransformsCatalog catalog, SoundOptions options) =>
        Create(catalog, options, SoundOutput.Samples);

    /// <summary>Turns sounds into spectrograms in mel bands, in decibels.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">
    /// Name of the new column: a vector of <see cref="float"/>, band after band, each frame after frame, as a network of images,
    /// [N, 1, bands, frames], takes it.
    /// </param>
    /// <param name="inputColumnName">
    /// Name of the column of sounds: paths of WAV files, their contents (vector of bytes), or samples (vector of floats).
    /// </param>
    /// <param name="sampleRate">Samples a second: files of another rate are resampled.</param>
    /// <param name="seconds">How long every file is made: longer ones are cut, shorter ones followed by silence.</param>
    /// <returns>The estimator.</returns>
    public static SoundEstimator LogMelSpectrogram(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        int sampleRate = 16000,
        double seconds = 1
    ) => catalog.LogMelSpectrogram(Options(outputColumnName, inputColumnName, sampleRate, seconds));

    /// <summary>Turns sounds into spectrograms in mel bands, in decibels.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="options">Columns, rate, length, frames and bands, what to do with bad sounds.</param>
    /// <returns>The estimator.</returns>
    public static SoundEstimator LogMelSpectrogram(this TransformsCatalog catalog, SoundOptions options) =>
        Create(catalog, options, SoundOutput.LogMel);

    /// <summary>Turns sounds into mel-frequency cepstral coefficients: an orthonormal cosine transform of the bands' decibels.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">
    /// Name of the new column: a vector of <see cref="float"/>, coefficient after coefficient, each frame after frame.
    /// </param>
    /// <param name="inputColumnName">As for <see cref="LogMelSpectrogram(TransformsCatalog, string, string, int, double)"/>.</param>
    /// <param name="sampleRate">Samples a second: files of another rate are resampled.</param>
    /// <param name="seconds">How long every file is made: longer ones are cut, shorter ones followed by silence.</param>
    /// <returns>The estimator.</returns>
    public static SoundEstimator Mfcc(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        int sampleRate = 16000,
        double seconds = 1
    ) => catalog.Mfcc(Options(outputColumnName, inputColumnName, sampleRate, seconds));

    /// <summary>Turns sounds into mel-frequency cepstral coefficients: an orthonormal cosine transform of the bands' decibels.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="options">Columns, rate, length, frames, bands and coefficients, what to do with bad sounds.</param>
    /// <returns>The estimator.</returns>
    public static SoundEstimator Mfcc(this TransformsCatalog catalog, SoundOptions options) => Create(catalog, options, SoundOutput.Mfcc);

    private static SoundOptions Options(string output, string? input, int sampleRate, double seconds) =>
        new()
        {
            OutputColumnName = output,
            InputColumnName = input,
            SampleRate = sampleRate,
            Seconds = seconds,
        };

    private static SoundEstimator Create(TransformsCatalog catalog, SoundOptions options, SoundOutput output)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new SoundEstimator(catalog, options, output);
    }
}
