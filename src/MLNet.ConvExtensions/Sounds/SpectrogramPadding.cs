namespace MLNet.ConvExtensions;

/// <summary>What is heard before the beginning of a sound and behind its end, so that the first frame's middle is the first sample.</summary>
public enum SpectrogramPadding
{
    /// <summary>The sound mirrored at its ends, as in torchaudio.</summary>
    Reflect,

    /// <summary>Silence, as in librosa.</summary>
    Zeros,

    /// <summary>Nothing: the first frame begins at the first sample.</summary>
    None,
}
