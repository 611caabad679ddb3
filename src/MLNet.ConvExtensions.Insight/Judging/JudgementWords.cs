using static MLNet.ConvExtensions.Insight.Judging.FigureText;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>What a judgement says, in sentences.</summary>
internal static class JudgementWords
{
    /// <summary>A mean confidence within so much of the accuracy is as sure as it should be, where the interval holds it, too.</summary>
    private const double SureEnough = 0.02;

    public static string Summary(ClassificationJudgement judgement) =>
        string.Join(
            ' ',
            ((string?[])[Right(judgement), Sure(judgement), Hardest(judgement), Changed(judgement)]).Where(s => s is not null)
        );

    private static string Right(ClassificationJudgement judgement)
    {
        int right = judgement.Photos.Count(p => p.IsRight);
        return $"Right on {Count(right)} of {Count(judgement.Photos.Count, "photo", "photos")}: accuracy {Score(judgement.Accuracy.Value)} "
            + $"(95 % interval {Score(judgement.Accuracy.Low)} to {Score(judgement.Accuracy.High)}).";
    }

    private static string Sure(ClassificationJudgement judgement)
    {
        double mean = judgement.Calibration.MeanConfidence,
            gap = mean - judgement.Accuracy.Value;
        bool within = mean >= judgement.Accuracy.Low && mean <= judgement.Accuracy.High;
        string verdict =
            within || Math.Abs(gap) < SureEnough ? "about as sure as it should be"
            : gap > 0 ? "surer than it should be"
            : "less sure than it should be";
        return $"Its mean confidence is {Score(mean)}: {verdict} (ECE {Score(judgement.Calibration.ExpectedCalibrationError)}).";
    }

    private static string? Hardest(ClassificationJudgement judgement)
    {
        ClassJudgement[] seen = [.. judgement.ByClass.Where(c => c.Photos > 0)];
        if (seen.Length < 2 || seen.MinBy(c => c.Recall.Value) is not { MostOftenTakenFor: { } other } hardest)
            return null;
        return $"Hardest is {hardest.Name}, found in {Score(hardest.Recall.Value)} of its photos, and most often taken for "
            + $"{judgement.Classes[other]}.";
    }

    private static string? Changed(ClassificationJudgement judgement)
    {
        if (judgement.Robustness is not { } robustness || robustness.Curves.All(c => double.IsNaN(c.Kept)))
            return null;
        RobustnessCurve worst = robustness.Curves.MinBy(c => c.Kept)!;
        return $"Of the changes it stands {worst.Corruption.Name} worst, keeping {Score(worst.Kept)} of its accuracy over the strengths.";
    }
}
