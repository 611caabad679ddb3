namespace MLNet.ConvExtensions;

/// <summary>How frequencies in hertz become mel, the scale of heard pitch.</summary>
public enum MelScale
{
    /// <summary>2595 log10(1 + f / 700), as in HTK, Kaldi, and torchaudio by default.</summary>
    Htk,

    /// <summary>Linear up to 1,000 Hz and logarithmic above, as in Slaney's Auditory Toolbox, and librosa by default.</summary>
    Slaney,
}
