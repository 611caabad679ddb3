using System.Numerics.Tensors;
using MLNet.ConvExtensions.Sounds;

namespace MLNet.ConvExtensions;

/// <summary>A sound: samples from -1 to 1, of one or several channels, so many a second.</summary>
public sealed class Sound
{
    private const int HighestRate = 1_000_000;

    private readonly float[][] _channels;

    /// <summary>Creates a sound.</summary>
    /// <param name="sampleRate">Samples a second, 1 to 1,000,000.</param>
    /// <param name="channels">The samples of each channel, as a rule -1 to 1: one or more, of the same length. They aren't copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    /// <exception cref="ArgumentException">There is no channel, or they are of different lengths.</exception>
    public Sound(int sampleRate, params IReadOnlyList<float[]> channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, HighestRate);
        ArgumentNullException.ThrowIfNull(channels);
        if (channels.Count == 0 || channels.Any(c => c is null || c.Length != channels[0].Length))
        {
            throw new ArgumentException(
                $"There are channels of {string.Join(", ", channels.Select(c => c?.Length.ToString() ?? "null"))} samples; needed: one or "
                    + "more, of the same length.",
                nameof(channels)
            );
        }

        SampleRate = sampleRate;
        _channels = [.. channels];
    }

    /// <summary>Samples a second.</summary>
    public int SampleRate { get; }

    /// <summary>The samples of each channel.</summary>
    public IReadOnlyList<float[]> Channels => _channels;

    /// <summary>Samples of a channel.</summary>
    public int Length => _channels[0].Length;

    /// <summary>How long it lasts.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / SampleRate);

    /// <summary>Reads a WAV file: PCM of 8, 16, 24 or 32 bits, or floating-point numbers of 32 or 64, of any number of channels.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The sound; whole numbers are divided by the largest, 32,768 of 16 bits, as torchaudio does.</returns>
    /// <exception cref="SoundInputException">
    /// The file can't be read, is cut off or empty, or is no WAV of these kinds; the message names it and says what is wrong.
    /// </exception>
    public static Sound Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SoundInputException($"The sound '{path}' can't be read: {e.Message}", e);
        }

        return WavFile.Read(bytes, $"The sound '{path}'");
    }

    /// <summary>Reads the contents of a WAV file.</summary>
    /// <param name="wav">The contents, as for <see cref="Load"/>.</param>
    /// <param name="name">What an error calls the sound.</param>
    /// <exception cref="SoundInputException">It is cut off or empty, or is no WAV of a known kind.</exception>
    public static Sound FromWav(ReadOnlySpan<byte> wav, string name = "The sound") => WavFile.Read(wav, name);

    /// <summary>The mean of all channels.</summary>
    public Sound ToMono()
    {
        if (_channels.Length == 1)
            return this;
        var mean = new float[Length];
        foreach (float[] channel in _channels)
            TensorPrimitives.Add(mean, channel, mean);
        TensorPrimitives.Divide(mean, _channels.Length, mean);
        return new Sound(SampleRate, mean);
    }

    /// <summary>
    /// The sound at another rate, by a low-pass filter of windowed sinc functions: as torchaudio's <c>resample</c> does it (Hann, width 6,
    /// roll-off 0.99).
    /// </summary>
    /// <param name="sampleRate">The new rate, 1 to 1,000,000 samples a second.</param>
    /// <returns>The sound, of the length times the new rate by the old, rounded up; itself where the rate is the same.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public Sound Resample(int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, HighestRate);
        if (sampleRate == SampleRate)
            return this;
        var resampler = new Resampler(SampleRate, sampleRate);
        return new Sound(sampleRate, [.. _channels.Select(c => resampler.Apply(c))]);
    }

    /// <summary>Writes a WAV file of 16 bits; what is beyond -1 and 1 is cut. The file is complete, or isn't there.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void SaveWav(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, WavFile.Write(this));
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
