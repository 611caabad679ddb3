namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>How sure a figure is, and whether a model is right as often as it says.</summary>
/// <param name="AccuracyLow">The lower end of the accuracy's interval of 95 % (Wilson).</param>
/// <param name="AccuracyHigh">Its upper end.</param>
/// <param name="BrierScore">
/// The mean of the squared differences of probability and truth, summed over the classes; of yes alone where a model says no or yes.
/// </param>
/// <param name="MeanConfidence">The mean probability of the predicted class.</param>
/// <param name="ExpectedCalibrationError">What confidence and accuracy differ by, in 15 bins of the same width.</param>
/// <param name="ExpectedCalibrationErrorByMass">The same in 15 bins of about as many images.</param>
internal sealed record Certainty(
    double AccuracyLow,
    double AccuracyHigh,
    double BrierScore,
    double MeanConfidence,
    double ExpectedCalibrationError,
    double ExpectedCalibrationErrorByMass
)
{
    public static Certainty Of(ClassificationJudgement judgement) =>
        new(
            judgement.Accuracy.Low,
            judgement.Accuracy.High,
            judgement.BrierScore,
            judgement.Photos.Average(p => p.Confidence),
            judgement.Calibration.ExpectedCalibrationError,
            judgement.CalibrationByMass.ExpectedCalibrationError
        );
}
