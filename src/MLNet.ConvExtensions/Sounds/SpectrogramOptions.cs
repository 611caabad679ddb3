using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>How a spectrogram is made: frames of the sound, their power by frequency, in mel bands, in decibels.</summary>
/// <remarks>
/// Of each frame, under a periodic Hann window, the power |X|^2 at each frequency of a discrete Fourier transform is taken, weighted by
/// triangles that are equally wide in mel, and becomes 10 log10(max(power, 1e-10)). The defaults are those of speech: windows of 25 ms each
/// 10 ms at 16 kHz, and 64 bands.
/// </remarks>
public sealed record SpectrogramOptions
{
    /// <summary>The defaults of torchaudio's MelSpectrogram and AmplitudeToDB: 400 samples each 200, 128 bands, HTK, mirrored ends.</summary>
    public static SpectrogramOptions Torchaudio { get; } = new() { HopLength = 200, MelBands = 128 };

    /// <summary>
    /// The defaults of librosa's melspectrogram and power_to_db: 2,048 samples each 512, 128 bands of equal area, Slaney, silent ends, 80
    /// decibels.
    /// </summary>
    public static SpectrogramOptions Librosa { get; } =
        new()
        {
            WindowLength = 2048,
            HopLength = 512,
            MelBands = 128,
            MelScale = MelScale.Slaney,
            NormalizeBands = true,
            Padding = SpectrogramPadding.Zeros,
            TopDecibels = 80,
        };

    /// <summary>Samples of a frame, 2 to 65,536.</summary>
    public int WindowLength { get; init; } = 400;

    /// <summary>Samples from a frame to the next, 1 to 65,536.</summary>
    public int HopLength { get; init; } = 160;

    /// <summary>Samples of the Fourier transform: an even number from the window's length to 65,536; null for that length.</summary>
    public int? FftLength { get; init; }

    /// <summary>Mel bands, 1 to 1,024.</summary>
    public int MelBands { get; init; } = 64;

    /// <summary>The scale.</summary>
    public MelScale MelScale { get; init; }

    /// <summary>Whether bands count by their width in hertz, so that all have the same area (Slaney); otherwise all have the same height.</summary>
    public bool NormalizeBands { get; init; }

    /// <summary>Where the lowest band begins, in hertz, 0 or more.</summary>
    public double LowestFrequency { get; init; }

    /// <summary>Where the highest band ends, in hertz, up to half of the sample rate; null for that.</summary>
    public double? HighestFrequency { get; init; }

    /// <summary>What is heard beyond the ends.</summary>
    public SpectrogramPadding Padding { get; init; }

    /// <summary>Decibels below the loudest place of a sound that are kept, above 0; null for all down to -100.</summary>
    public double? TopDecibels { get; init; }

    internal int TransformLength => FftLength ?? WindowLength;

    /// <summary>The frames of a sound.</summary>
    /// <param name="samples">Its samples, 1 or more.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the sound is shorter than what a frame needs.</exception>
    public int GetFrames(int samples)
    {
        Validate();
        int half = TransformLength / 2,
            least = Padding switch
            {
                SpectrogramPadding.Reflect => half + 1,
                SpectrogramPadding.Zeros => 1,
                _ => TransformLength,
            };
        if (samples < least)
        {
            throw new ArgumentException(
                $"The sound has {samples} samples; needed with a transform of {TransformLength} and the padding {Padding}: {least} or more.",
                nameof(samples)
            );
        }

        return Padding == SpectrogramPadding.None ? 1 + ((samples - TransformLength) / HopLength) : 1 + (samples / HopLength);
    }

    internal void Validate()
    {
        const int most = 65536;
        this.Require(WindowLength is >= 2 and <= most, nameof(WindowLength), WindowLength, "2 to 65536");
        this.Require(HopLength is >= 1 and <= most, nameof(HopLength), HopLength, "1 to 65536");
        this.Require(
            TransformLength >= WindowLength && TransformLength <= most && TransformLength % 2 == 0,
            FftLength is null ? nameof(WindowLength) : nameof(FftLength),
            TransformLength,
            $"an even number from {nameof(WindowLength)}, {WindowLength}, to 65536"
        );
        this.Require(MelBands is >= 1 and <= 1024, nameof(MelBands), MelBands, "1 to 1024");
        this.Require(Enum.IsDefined(MelScale), nameof(MelScale), MelScale, string.Join(", ", Enum.GetNames<MelScale>()));
        this.Require(Enum.IsDefined(Padding), nameof(Padding), Padding, string.Join(", ", Enum.GetNames<SpectrogramPadding>()));
        this.Require(LowestFrequency >= 0 && double.IsFinite(LowestFrequency), nameof(LowestFrequency), LowestFrequency, "0 or more");
        this.Require(
            HighestFrequency is null || (HighestFrequency > LowestFrequency && double.IsFinite(HighestFrequency.Value)),
            nameof(HighestFrequency),
            HighestFrequency,
            $"above {nameof(LowestFrequency)}, or null"
        );
        this.Require(TopDecibels is null or (> 0 and < 10000), nameof(TopDecibels), TopDecibels, "above 0, or null");
    }

    /// <exception cref="ArgumentException">The frequencies don't fit the rate.</exception>
    internal void ValidateFor(int sampleRate)
    {
        Validate();
        double half = sampleRate / 2.0;
        this.Require(HighestFrequency is null || HighestFrequency <= half, nameof(HighestFrequency), HighestFrequency, $"up to {half}");
        this.Require(LowestFrequency < half, nameof(LowestFrequency), LowestFrequency, $"0 or more, below {half}");
    }
}
