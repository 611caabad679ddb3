namespace MLNet.ConvExtensions.Stages.Sounds;

/// <summary>What a stage makes of sounds.</summary>
internal enum SoundOutput
{
    /// <summary>Samples at one rate and of one length.</summary>
    Samples,

    /// <summary>A spectrogram in mel bands, in decibels.</summary>
    LogMel,

    /// <summary>Mel-frequency cepstral coefficients.</summary>
    Mfcc,
}
