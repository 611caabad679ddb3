namespace Microsoft.ML;

public sealed class TrainerInfo
{
    internal TrainerInfo(bool normalization = true, bool calibration = false, bool caching = true)
    {
        NeedNormalization = normalization;
        NeedCalibration = calibration;
        WantCaching = caching;
    }

    public bool NeedNormalization { get; }

    public bool WantCaching { get; }

    /// <summary>Whether the scores say nothing of probabilities until a calibrator has been trained.</summary>
    internal bool NeedCalibration { get; }
}
